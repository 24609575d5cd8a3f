# frozen_string_literal: true

require 'spec_helper'

# Each example applies real catalogs in this process; only the machine is made of files.
describe Puppet::Type.type(:readystage_report).provider(:ruby), type: :world do
  let(:true_exec) { { name: '/bin/true' } }
  let(:false_exec) { { name: '/bin/false' } }

  # One run over the given execs and then our resource; says what that resource looked like to Puppet.
  def run(*execs, report: {}, cached: 'not_used')
    resources = execs.map { |exec| Puppet::Type.type(:exec).new(exec) }
    resources << Puppet::Type.type(:readystage_report).new({ name: 'puppet', require: resources.map(&:ref) }.merge(report))
    puppets_report = Puppet::Transaction::Report.new('1', 'production', 'd9b1ab5c-4a6e-4e0b-9b5f-1f53c2a1f6a1')
    puppets_report.cached_catalog_status = cached
    catalog_of(resources).apply(report: puppets_report).report.resource_statuses['Readystage_report[puppet]']
  end

  # A catalog of a host, because Puppet looks at tags in no other.
  def catalog_of(resources)
    Puppet::Resource::Catalog.new('vm', Puppet::Node::Environment.create(:production, [])).tap do |catalog|
      catalog.host_config = true
      catalog.add_resource(*resources, Puppet::Type.type(:schedule).new(name: 'never', period: 'never'))
    end
  end

  # Nobody shall be started here; delivery has examples of its own.
  before do
    Puppet[:vardir] = "#{root}/puppet"
    FileUtils.mkdir_p("#{root}/puppet/state")
    allow(Puppet::Util).to receive(:which).and_call_original
    allow(Puppet::Util).to receive(:which).with('readystage-agent')
  end

  describe 'the verdict' do
    it 'is ready when all went well' do
      run(true_exec)

      expect(told).to eq([%w[ready puppet]])
    end

    it 'is failed with the names of what failed' do
      run(false_exec, true_exec, { name: '/bin/test 1 = 2' })

      expect(reports.first).to include('status' => 'failed', 'failed_resources' => ['Exec[/bin/false]', 'Exec[/bin/test 1 = 2]'],
                                       'reason' => '2 resources failed: Exec[/bin/false], Exec[/bin/test 1 = 2]')
    end

    it 'is failed although our resource would not have been skipped' do
      run(false_exec, report: { require: [] })

      expect(told).to eq([%w[failed puppet]])
    end

    it 'is stale when the catalog is an old one for want of a new one' do
      run(true_exec, cached: 'on_failure')

      expect(told).to eq([%w[progress stale]])
    end

    it 'is ready when the site wants to use the cached catalog' do
      run(true_exec, cached: 'explicitly_requested')

      expect(told).to eq([%w[ready puppet]])
    end

    it 'is failed when an old catalog fails' do
      run(false_exec, cached: 'on_failure')

      expect(told).to eq([%w[failed puppet]])
    end

    it 'is partial with the tags that were asked for' do
      Puppet[:tags] = 'foo'
      run(true_exec)

      expect(reports.first).to include('phase' => 'partial', 'reason' => 'Puppet applied a part of the catalog: tags foo')
    end

    it 'is partial even when our own resource is tagged' do
      Puppet[:tags] = 'readystage_report'
      run(true_exec)

      expect(told).to eq([%w[progress partial]])
    end

    it 'is partial when tags are skipped' do
      Puppet[:skip_tags] = 'foo'
      run(true_exec)

      expect(reports.first).to include('phase' => 'partial', 'reason' => 'Puppet applied a part of the catalog: skip_tags foo')
    end

    it 'is partial when our own resource is not in its schedule' do
      run(true_exec, report: { schedule: 'never' })

      expect(reports.first).to include('phase' => 'partial', 'reason' => 'Puppet skipped the report itself')
    end

    it 'is noop when Puppet shall change nothing' do
      Puppet[:noop] = true
      run(false_exec)

      expect(told).to eq([%w[progress noop]])
    end

    it 'is noop when a site-wide noop() reached our resource' do
      run(true_exec, report: { noop: true })

      expect(told).to eq([%w[progress noop]])
    end

    it 'is ready when a single other resource is noop' do
      run(true_exec.merge(noop: true))

      expect(told).to eq([%w[ready puppet]])
    end

    it 'is failed when the children of a resource could not be made, though none has failed' do
      allow_any_instance_of(Puppet::Type.type(:exec)).to receive(:eval_generate).and_raise('no such source')
      run(true_exec)

      expect(reports.first).to include('status' => 'failed', 'failed_resources' => ['Exec[/bin/true]'])
    end

    it 'is failed when a resource could not be restarted' do
      run(true_exec.merge(notify: 'Exec[/bin/false]'), false_exec.merge(refreshonly: true))

      expect(reports.first).to include('status' => 'failed', 'failed_resources' => ['Exec[/bin/false]'])
    end

    it 'is judged at the end: what fails after our resource makes the run failed, once' do
      late = Puppet::Type.type(:exec).new(false_exec)
      allow_any_instance_of(Puppet::Type.type(:readystage_report)).to receive(:eval_generate).and_return([late])
      run(true_exec)

      expect(told).to eq([%w[failed puppet]])
    end

    it 'names fifty resources and counts the rest' do
      run(*(1..52).map { |n| { name: "/bin/test #{n} = 0" } })

      expect(reports.first['failed_resources'].size).to eq(50)
      expect(reports.first['reason']).to start_with('52 resources failed: Exec[/bin/test 1 = 0], ').and end_with('Exec[/bin/test 50 = 0] and 2 more')
    end
  end

  describe 'the time it took' do
    { 'was set back' => 3600, 'was set to the right decade' => -1_800_000_000 }.each do |what, seconds|
      it "is not told when the clock #{what} during the run" do
        allow_any_instance_of(Puppet::Transaction::Report).to receive(:time).and_return(Time.now + seconds)
        run(true_exec)

        expect(reports.first).not_to have_key('elapsed_seconds')
      end
    end

    it 'is told otherwise' do
      run(true_exec)

      expect(reports.first['elapsed_seconds']).to be_between(0, 60)
    end
  end

  describe 'what Puppet shows' do
    it 'is a change with the verdict in words when something was handed over' do
      status = run(true_exec)

      expect(status.events.map(&:message)).to eq(['handed over to the agent: ready'])
    end

    it 'is no change when there was nothing to say' do
      run(true_exec)

      expect(run(true_exec).changed).to be_falsey
    end

    it 'is no corrective change after a reboot' do
      run(true_exec)
      machine_says '/proc/sys/kernel/random/boot_id', '00000000-0000-4000-8000-000000000002'
      status = run(true_exec)

      expect([status.changed, status.corrective_change]).to eq([true, false])
    end

    it 'is neither a change nor a failure when the spool cannot be written' do
      FileUtils.mkdir_p(state_dir)
      File.write("#{state_dir}/incoming", 'in the way')
      status = run(true_exec)

      expect([status.changed, status.failed]).to eq([false, nil]).or eq([false, false])
    end
  end

  describe 'trouble' do
    before { allow(Puppet).to receive(:warning) }

    it 'is one warning that names what is in the way, and the verdict' do
      FileUtils.mkdir_p(state_dir)
      File.write("#{state_dir}/incoming", 'in the way')
      run(true_exec)

      expect(Puppet).to have_received(:warning).once.with(%r{not reported \(ready\): File exists .*/incoming})
    end

    it 'is mended by the next run' do
      FileUtils.mkdir_p(state_dir)
      File.write("#{state_dir}/incoming", 'in the way')
      run(true_exec)
      FileUtils.rm("#{state_dir}/incoming")
      run(true_exec)

      expect(told).to eq([%w[ready puppet]])
    end

    it 'with a full disk leaves nothing half written' do
      allow_any_instance_of(File).to receive(:fsync) { |file| raise Errno::ENOSPC, file.path if file.path.start_with?(state_dir) }
      run(true_exec)

      expect(spooled_names).to be_empty
      expect(Puppet).to have_received(:warning).once.with(%r{No space left on device - #{state_dir}/incoming/})
    end

    it 'with the memory of what was told does not take the report back' do
      FileUtils.mkdir_p("#{state_dir}/puppet/told.json/not-a-file")
      run(true_exec)

      expect(told).to eq([%w[ready puppet]])
      expect(Puppet).to have_received(:warning).once.with(/told\.json/)
    end

    it 'with the boot id means that nothing is reported, and says so' do
      machine_lacks '/proc'
      run(true_exec)

      expect(spooled_names).to be_empty
      expect(Puppet).to have_received(:warning).once.with(/boot_id/)
    end

    it 'with Puppet itself, whose insides may change, is a warning as well' do
      allow(Puppet::Util::Log).to receive(:destinations).and_return({})
      status = run(true_exec)

      expect([status.failed, spooled_names]).to eq([nil, []]).or eq([false, []])
      expect(Puppet).to have_received(:warning).once.with(/keeps no report/)
    end

    it 'in our own code is a warning as well' do
      allow(PuppetX::Readystage::Verdict).to receive(:of).and_raise(NoMethodError, 'a slip')
      status = run(true_exec)

      expect(status.failed).to be_falsey
      expect(Puppet).to have_received(:warning).once.with(/a slip/)
    end
  end

  describe 'silence' do
    it 'keeps a converged machine quiet for 46 runs' do
      47.times { run(true_exec) }

      expect(told).to eq([%w[ready puppet]])
    end

    it 'ends when a failing run is mended' do
      run(false_exec)
      run(true_exec)

      expect(told).to eq([%w[failed puppet], %w[ready puppet]])
    end

    it 'is not kept about failures before the first ready, which the manager counts' do
      2.times { run(false_exec) }

      expect(told).to eq([%w[failed puppet], %w[failed puppet]])
    end

    it 'is kept about an equal failure after the first ready' do
      run(true_exec)
      3.times { run(false_exec) }

      expect(told).to eq([%w[ready puppet], %w[failed puppet]])
    end

    it 'ends when something else fails after the first ready' do
      run(true_exec)
      run(false_exec)
      run({ name: '/bin/test 1 = 2' })

      expect(told.size).to eq(3)
    end

    it 'ends when ready comes back after a failure after ready' do
      run(true_exec)
      run(false_exec)
      2.times { run(true_exec) }

      expect(told).to eq([%w[ready puppet], %w[failed puppet], %w[ready puppet]])
    end

    it 'is kept about equal progress' do
      Puppet[:noop] = true
      2.times { run(true_exec) }

      expect(told).to eq([%w[progress noop]])
    end

    it 'is kept about progress after ready' do
      run(true_exec)
      Puppet[:noop] = true
      run(true_exec)
      Puppet[:noop] = false
      run(true_exec)

      expect(told).to eq([%w[ready puppet]])
    end

    { 'a new boot' => '/proc/sys/kernel/random/boot_id', 'a clone' => '/sys/class/dmi/id/product_uuid', 'a reinstalled VM' => '/etc/machine-id' }
      .each do |what, file|
      it "ends on #{what}" do
        run(true_exec)
        machine_says file, '00000000-0000-4000-8000-000000000002'
        run(true_exec)

        expect(told).to eq([%w[ready puppet], %w[ready puppet]])
      end
    end

    ['', 'null', '[]', '{"told_version":1', '{"told_version":2}', "\xff"].each do |junk|
      it "ends when what is remembered is #{junk.inspect}" do
        run(true_exec)
        File.binwrite("#{state_dir}/puppet/told.json", junk)
        run(true_exec)

        expect(told.size).to eq(2)
      end
    end
  end
end
