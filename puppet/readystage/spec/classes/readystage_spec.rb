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

    it 'reports in its stages, and in nothing else' do
      is_expected.to contain_class('readystage::report').with_stage('readystage')
      is_expected.to have_readystage_report_resource_count(2)
    end

    it 'tells the agent the manager and no authority of its own' do
      is_expected.to contain_file('/etc/readystage/agent.conf')
        .with_content(%r{^manager = https://readystage:8450$}).without_content(/ca_file/).with_mode('0644')
    end

    it 'reports the beginning in a stage before main, and before ours' do
      is_expected.to contain_class('readystage::configuring').with_stage('readystage_configuring')
      is_expected.to contain_stage('readystage_configuring').that_comes_before(['Stage[main]', 'Stage[readystage]'])
      is_expected.to contain_readystage_report('configuring').with_ensure('configuring')
    end

    it 'is ready by the first run that goes well, with a fresh catalog' do
      is_expected.to contain_readystage_report('puppet').with_ready_when('success').with_accept_cached_catalog('never').without_boot_id
    end

    context 'when the beginning shall not be reported' do
      let(:params) { { report_configuring: false } }

      it { is_expected.to have_stage_resource_count(1) }
      it { is_expected.to have_readystage_report_resource_count(1) }
    end

    context 'when a site stage has to come before that of the beginning' do
      let(:params) { { order_before_all_stages: false, configuring_stage: 'told_at_first' } }
      let(:post_condition) { "stage { 'proxy': before => Stage['told_at_first'] }" }

      it { is_expected.to compile.with_all_deps }
      it { is_expected.to contain_stage('told_at_first').that_requires('Stage[proxy]') }
    end

    context 'with a site stage called like ours' do
      let(:pre_condition) { "stage { 'readystage': }" }

      it { is_expected.to compile.and_raise_error(/Duplicate declaration: Stage\[readystage\]/) }
    end

    context 'with a site stage called like ours, and another name for ours' do
      let(:pre_condition) { "stage { 'readystage': }" }
      let(:params) { { report_stage: 'told_at_last' } }

      it { is_expected.to compile.with_all_deps }
      it { is_expected.to contain_stage('told_at_last').that_requires('Stage[readystage]') }
    end

    context 'with what a site may want of the report' do
      let(:params) { { ready_when: 'runs 2', accept_cached_catalog: 'same_boot', data: { 'role' => 'render' } } }

      it 'hands it to both reports where it matters' do
        is_expected.to contain_readystage_report('puppet')
          .with(ready_when: 'runs 2', accept_cached_catalog: 'same_boot', data: { 'role' => 'render' })
        is_expected.to contain_readystage_report('configuring').with_data('role' => 'render')
      end
    end

    context 'with a boot in the facts' do
      let(:facts) { on_supported_os['debian-12-x86_64'].merge(readystage: { 'boot_id' => World::BOOT }) }

      it('has it in the catalog') { is_expected.to contain_readystage_report('puppet').with_boot_id(World::BOOT) }
    end

    context 'with a gate' do
      let(:params) { { gate: '/usr/local/bin/check --all', gate_deadline: '2h' } }

      it { is_expected.to contain_file('/etc/readystage/agent.conf').with_content(%r{^gate = /usr/local/bin/check --all\ngate_deadline = 2h$}) }
    end

    context 'when the machine is none of CloudStack' do
      let(:facts) { on_supported_os['debian-12-x86_64'].merge(readystage: { 'elsewhere' => 'this is no virtual machine' }) }

      it { is_expected.to compile.with_all_deps }
      it { is_expected.to have_stage_resource_count(0) }
      it { is_expected.to have_package_resource_count(0) }
      it { is_expected.to have_readystage_report_resource_count(0) }
    end

    context 'when the machine is none of CloudStack but shall report all the same' do
      let(:facts) { on_supported_os['debian-12-x86_64'].merge(readystage: { 'elsewhere' => 'this is no virtual machine' }) }
      let(:params) { { only_on_cloudstack: false } }

      it { is_expected.to contain_readystage_report('puppet') }
    end

    {
      "takes the files of Puppet's own agent" =>
        [{}, ['ca_file = /p/certs/ca.pem', 'cert_file = /p/certs/vm.pem', 'key_file = /p/private_keys/vm.pem']],
      'takes none of them when it shall not' =>
        [{ use_puppet_certificate: false }, []],
      'takes those of the site, if it has any' =>
        [{ ca_file: '/s/ca.pem', cert_file: '/s/vm.pem', key_file: '/s/vm.key' }, ['ca_file = /s/ca.pem', 'cert_file = /s/vm.pem', 'key_file = /s/vm.key']],
      'takes the authority from the site and the rest from Puppet' =>
        [{ ca_content: '-----BEGIN CERTIFICATE-----' },
         ['ca_file = /etc/readystage/ca.pem', 'cert_file = /p/certs/vm.pem', 'key_file = /p/private_keys/vm.pem']]
    }.each do |what, (params, lines)|
      context "with a Puppet server and #{params.keys.join(', ')}" do
        let(:params) { params }
        let(:facts) { on_supported_os['debian-12-x86_64'].merge(readystage: { 'puppet_ssl' => puppet_ssl }) }
        let(:puppet_ssl) { { 'hostcert' => '/p/certs/vm.pem', 'hostprivkey' => '/p/private_keys/vm.pem', 'localcacert' => '/p/certs/ca.pem' } }

        it what do
          content = catalogue.resource('file', '/etc/readystage/agent.conf')[:content]

          expect(content.lines.grep(/file/).map(&:chomp)).to eq(lines)
        end
      end
    end

    context 'with a certificate without its key' do
      let(:params) { { cert_file: '/s/vm.pem' } }

      it { is_expected.to compile.and_raise_error(/cert_file and key_file go together/) }
    end

    context 'when site stages are declared later' do
      let(:post_condition) do
        <<~PUPPET
          stage { 'before': before => Stage['main'] }
          stage { 'after': require => Stage['main'] }
        PUPPET
      end

      it 'comes after each of them' do
        is_expected.to contain_stage('readystage').that_requires(['Stage[before]', 'Stage[after]'])
      end

      it 'comes before each of them with the beginning' do
        is_expected.to contain_stage('readystage_configuring').that_comes_before(['Stage[before]', 'Stage[after]'])
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
      report_stage: 'Ready-Stage', ready_when: 'runs', gate: 'check', gate_deadline: 'soon',
      accept_cached_catalog: 'yes', state_dir: '/var/lib/ready#stage' }.each do |name, wrong|
      context "with #{name} #{wrong}" do
        let(:params) { { name => wrong } }

        it { is_expected.to compile.and_raise_error(/parameter '#{name}'/) }
      end
    end
  end

  %w[install config service report configuring].each do |name|
    context "with readystage::#{name} included by somebody else" do
      let(:facts) { on_supported_os['debian-12-x86_64'] }
      let(:pre_condition) { "include readystage::#{name}" }

      it { is_expected.to compile.and_raise_error(/readystage::#{name} is private/) }
    end
  end
end
