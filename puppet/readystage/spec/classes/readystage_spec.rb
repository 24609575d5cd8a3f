# frozen_string_literal: true

require 'spec_helper'

describe 'readystage' do
  on_supported_os.each do |os, facts|
    context "on #{os} with systemd" do
      let(:facts) { facts.merge(readystage: { 'systemd' => true }) }

      it { is_expected.to compile.with_all_deps }
      it { is_expected.to contain_package('readystage-agent').with_ensure('installed').without_source.without_provider }
      it { is_expected.to contain_file('/etc/readystage').with_ensure('directory') }
      it { is_expected.to contain_service('readystage-agent.path').with_ensure('running').with_enable(true) }
      it { is_expected.to contain_readystage_report('puppet').with_ensure('reported').with_state_dir('/var/lib/readystage') }

      it 'installs, then configures, then has the spool watched' do
        is_expected.to contain_class('readystage::install').that_comes_before('Class[readystage::config]')
        is_expected.to contain_class('readystage::config').that_comes_before('Class[readystage::service]')
      end
    end
  end

  context 'without systemd' do
    let(:facts) { on_supported_os['debian-12-x86_64'].merge(readystage: { 'systemd' => false }) }

    it 'has been tried with the facts of every system in metadata.json' do
      metadata = JSON.parse(File.read(File.join(__dir__, '../../metadata.json')))
      named = metadata['operatingsystem_support'].flat_map do |system|
        system['operatingsystemrelease'].map { |release| "#{system['operatingsystem'].downcase}-#{release}-x86_64" }
      end

      expect(on_supported_os.keys).to match_array(named)
    end

    it 'leaves the path unit alone where systemd does not run' do
      is_expected.not_to contain_service('readystage-agent.path')
    end

    it 'declares its stage after main' do
      is_expected.to contain_stage('readystage').that_requires('Stage[main]')
    end

    it 'reports in its stage, and in nothing else' do
      is_expected.to contain_class('readystage::report').with_stage('readystage')
      is_expected.to have_readystage_report_resource_count(1)
    end

    it 'tells the agent the manager and no authority of its own' do
      is_expected.to contain_file('/etc/readystage/agent.conf')
        .with_content(%r{^manager = https://readystage:8450$}).without_content(/ca_file/).with_mode('0644')
    end

    context 'when site stages are declared later' do
      let(:post_condition) do
        <<~PUPPET
          stage { 'before': before => Stage['main'] }
          stage { 'after': require => Stage['main'] }
        PUPPET
      end

      it 'comes after each of them' do
        is_expected.to contain_stage('readystage').that_requires('Stage[before]')
        is_expected.to contain_stage('readystage').that_requires('Stage[after]')
      end
    end

    context 'when a site stage has to come after ours' do
      let(:params) { { order_after_all_stages: false } }
      let(:post_condition) { "stage { 'last': require => Stage['readystage'] }" }

      it { is_expected.to compile.with_all_deps }
      it { is_expected.to contain_stage('last').that_requires('Stage[readystage]') }
    end

    context 'when the stage has another name' do
      let(:params) { { report_stage: 'told_at_last' } }

      it { is_expected.to contain_stage('told_at_last').that_requires('Stage[main]') }
      it { is_expected.to contain_class('readystage::report').with_stage('told_at_last') }
      it { is_expected.not_to contain_stage('readystage') }
    end

    context 'with several managers' do
      let(:params) { { manager: ['https://a.example.org:8450', 'https://b.example.org:8450'] } }

      it 'names them in their order' do
        is_expected.to contain_file('/etc/readystage/agent.conf')
          .with_content(%r{^manager = https://a\.example\.org:8450\nmanager = https://b\.example\.org:8450$})
      end
    end

    context 'with a file of authorities' do
      let(:params) { { ca_file: '/etc/ssl/certs/cloud.pem' } }

      it { is_expected.to contain_file('/etc/readystage/agent.conf').with_content(%r{^ca_file = /etc/ssl/certs/cloud\.pem$}) }
      it { is_expected.not_to contain_file('/etc/readystage/ca.pem') }
    end

    context 'with authorities as text' do
      let(:pem) { "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" }
      let(:params) { { ca_content: pem, config_dir: '/srv/readystage' } }

      it { is_expected.to contain_file('/srv/readystage/ca.pem').with_content(pem).that_comes_before('File[/srv/readystage/agent.conf]') }
      it { is_expected.to contain_file('/srv/readystage/agent.conf').with_content(%r{^ca_file = /srv/readystage/ca\.pem$}) }
    end

    context 'with authorities twice' do
      let(:params) { { ca_file: '/a.pem', ca_content: '-----BEGIN CERTIFICATE-----' } }

      it { is_expected.to compile.and_raise_error(/either ca_file or ca_content, not both/) }
    end

    { '/srv/a.deb' => 'dpkg', '/srv/a.rpm' => 'rpm' }.each do |file, provider|
      context "with the package in #{file}" do
        let(:params) { { package_source: file, package_ensure: 'latest' } }

        it { is_expected.to contain_package('readystage-agent').with_ensure('latest').with_source(file).with_provider(provider) }
      end
    end

    context 'when the agent comes with the template' do
      let(:params) { { manage_package: false } }

      it { is_expected.to compile.with_all_deps }
      it { is_expected.to have_package_resource_count(0) }
    end

    context 'when it is switched off' do
      let(:params) { { enable: false } }

      it { is_expected.to compile.with_all_deps }

      it 'declares nothing' do
        is_expected.not_to contain_stage('readystage')
        is_expected.to have_readystage_report_resource_count(0)
        is_expected.to have_package_resource_count(0)
        is_expected.to have_file_resource_count(0)
      end
    end

    context 'when the state lies elsewhere' do
      let(:params) { { state_dir: '/srv/state' } }

      it { is_expected.to contain_readystage_report('puppet').with_state_dir('/srv/state') }
      it { is_expected.to contain_file('/etc/readystage/agent.conf').with_content(%r{^state_dir = /srv/state$}) }
    end

    { manager: 'http://readystage:8450', ca_file: 'ca.pem', package_source: 'https://example.org/agent.deb',
      report_stage: 'Ready-Stage', state_dir: '/var/lib/ready#stage' }.each do |name, wrong|
      context "with #{name} #{wrong}" do
        let(:params) { { name => wrong } }

        it { is_expected.to compile.and_raise_error(/parameter '#{name}'/) }
      end
    end
  end

  %w[install config service report].each do |name|
    context "with readystage::#{name} included by somebody else" do
      let(:facts) { on_supported_os['debian-12-x86_64'] }
      let(:pre_condition) { "include readystage::#{name}" }

      it { is_expected.to compile.and_raise_error(/readystage::#{name} is private/) }
    end
  end
end
