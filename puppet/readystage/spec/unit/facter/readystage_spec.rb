# frozen_string_literal: true

require 'spec_helper'
require 'facter'
require 'puppet_x/readystage/machine'
require 'puppet_x/readystage/told'
require 'puppet_x/readystage/verdict'

describe 'readystage', type: :world do
  subject(:fact) { Facter.fact(:readystage).value }

  let(:report) { '6f0c1f6e-2f0a-4d0e-9d4e-0a4f8f6b1c11' }
  let(:instance) { '2c6f1f2e-9f60-4b5c-8e0b-0a3c1f1d7f11' }

  before do
    Facter.clear
    Puppet[:confdir] = "#{root}/etc/puppet"
    Puppet[:vardir] = "#{root}/var/puppet"
    allow(Facter.fact(:kernel)).to receive(:value).and_return('Linux')
    load File.expand_path('../../../lib/facter/readystage.rb', __dir__)
  end

  after { Facter.clear }

  # The last run was told as report.
  def told_verdict(status, phase, state = state_dir)
    verdict = PuppetX::Readystage::Verdict.new(status, phase, '', [])
    PuppetX::Readystage::Told.new(state, PuppetX::Readystage::Machine.new).remember(verdict, report)
  end

  # The folder of one instance, as the agent leaves it.
  def bound(id, waiting: [], acknowledged: [])
    folder = "#{state_dir}/instances/#{id[0, 8]}"
    FileUtils.mkdir_p("#{folder}/outbox")
    waiting.each { |each| File.write("#{folder}/outbox/01795376059635625562-#{each}.json", '{}') }
    File.write("#{folder}/identity.json", JSON.generate('instance_id' => id, 'incarnation' => '0' * 32))
    File.write("#{folder}/acked.json", JSON.generate('acknowledged' => acknowledged.map { |each| { 'report' => each } }))
  end

  it 'of a machine that knows nothing of us is its boot' do
    expect(fact).to eq('systemd' => false, 'boot_id' => World::BOOT)
  end

  it 'sees a running systemd' do
    FileUtils.mkdir_p("#{root}/run/systemd/system")

    expect(fact).to include('systemd' => true)
  end

  it 'lacks the boot where none can be seen' do
    machine_lacks '/proc'

    expect(fact).to eq('systemd' => false)
  end

  it 'names the managers that the agent was told' do
    machine_says '/etc/readystage/agent.conf', "# manager = https://c\nmanager = https://a:8450 https://b\n manager=https://d "

    expect(fact['manager']).to eq(%w[https://a:8450 https://b https://d])
  end

  describe 'the run before this one' do
    it 'is shown as it was told' do
      told_verdict('progress', 'noop')

      expect(fact).to include('state' => 'progress', 'phase' => 'noop', 'delivered' => false, 'told_at' => /\A\d{4}-\d\d-\d\dT.*Z\z/)
    end

    it 'has no instance before the agent knows it' do
      told_verdict('ready', 'puppet')

      expect(fact).not_to have_key('instance_id')
    end

    it 'is shown with its instance while its report waits' do
      told_verdict('ready', 'puppet')
      bound(instance, waiting: [report])

      expect(fact).to include('instance_id' => instance, 'delivered' => false)
    end

    it 'is shown as delivered when the manager has acknowledged its report' do
      told_verdict('ready', 'puppet')
      bound(instance, acknowledged: ['another', report])

      expect(fact).to include('instance_id' => instance, 'delivered' => true)
    end

    it 'is not shown with the instance of the VM from which this one was cloned' do
      told_verdict('ready', 'puppet')
      bound(instance, acknowledged: ['another'])

      expect(fact).to include('delivered' => false)
      expect(fact).not_to have_key('instance_id')
    end

    it 'is not shown when it was of another boot' do
      told_verdict('ready', 'puppet')
      machine_says '/proc/sys/kernel/random/boot_id', '00000000-0000-4000-8000-000000000002'

      expect(fact).not_to have_key('state')
    end

    it 'is found where the agent was told to keep its state' do
      machine_says '/etc/readystage/agent.conf', 'state_dir = /srv/state'
      told_verdict('ready', 'puppet', "#{root}/srv/state")

      expect(fact).to include('state' => 'ready')
    end

    ['', 'null', '{"told_version":1,"good_runs":0}', "\xff"].each do |junk|
      it "is not shown when what is remembered is #{junk.inspect}" do
        machine_says '/var/lib/readystage/puppet/told.json', junk

        expect(fact).not_to have_key('state')
      end
    end
  end

  describe "Puppet's own certificate" do
    let(:files) { %w[hostcert hostprivkey localcacert].to_h { |setting| [setting, Puppet[setting.to_sym]] } }

    it 'is named by the files that make it up' do
      files.each_value { |file| FileUtils.mkdir_p(File.dirname(file)) && File.write(file, '') }

      expect(fact['puppet_ssl']).to eq(files)
    end

    it 'is not named when one of them is missing, as without a server' do
      file = files['hostcert']
      FileUtils.mkdir_p(File.dirname(file)) && File.write(file, '')

      expect(fact).not_to have_key('puppet_ssl')
    end
  end

  describe 'a machine that is no VM' do
    before { machine_says '/proc/cpuinfo', "processor\t: 0\nflags\t\t: fpu vme sse2\n" }

    it 'is said to be elsewhere, once at debug level' do
      allow(Facter).to receive(:debug)

      expect(fact).to include('elsewhere' => 'this is no virtual machine')
      expect(Facter).to have_received(:debug).with("readystage: this is no virtual machine, so it is none of CloudStack's").once
    end

    { 'a hypervisor shows in the processor' => ['/proc/cpuinfo', "flags\t\t: fpu vme hypervisor sse2\n"],
      'Xen shows in /sys' => ['/sys/hypervisor/type', 'xen'],
      'it is a container, which sees the processor of its host' => ['/run/systemd/container', 'lxc'],
      'its processor says nothing' => ['/proc/cpuinfo', "Features\t: fp asimd\n"] }.each do |what, (path, text)|
      it "is not assumed when #{what}" do
        machine_says path, text

        expect(fact).not_to have_key('elsewhere')
      end
    end
  end
end
