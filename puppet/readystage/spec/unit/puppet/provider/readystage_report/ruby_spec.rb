# frozen_string_literal: true

require 'spec_helper'

# Each example applies real catalogs in this process; only the machine is made of files.
describe Puppet::Type.type(:readystage_report).provider(:ruby), type: :world do
  let(:true_exec) { { name: '/bin/true' } }
  let(:false_exec) { { name: '/bin/false' } }

  # One run over the given execs and then our resource; says what that resource looked like to Puppet.
  def run(*execs, report: {}, cached: 'not_used', begins: false)
    resources = resources_of(execs, begins)
    resources << Puppet::Type.type(:readystage_report).new({ name: 'puppet', require: resources.map(&:ref) }.merge(report))
    puppets_report = Puppet::Transaction::Report.new('1', 'production', 'd9b1ab5c-4a6e-4e0b-9b5f-1f53c2a1f6a1')
    puppets_report.cached_catalog_status = cached
    catalog_of(resources).apply(report: puppets_report).report.resource_statuses['Readystage_report[puppet]']
  end

  # Each exec is a hash of an exec's attributes, or a resource already.
  def resources_of(execs, begins)
    resources = execs.map { |exec| exec.is_a?(Hash) ? Puppet::Type.type(:exec).new(exec) : exec }
    return resources unless begins

    [Puppet::Type.type(:readystage_report).new(name: 'begins', ensure: 'configuring', before: resources.map(&:ref)), *resources]
  end

  # What was told so far; afterwards the machine is one that has told nothing.
  def forget
    told.tap { machine_lacks '/var/lib/readystage' }
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

    context 'when the catalog says in which boot it was made' do
      let(:here) { { boot_id: World::BOOT } }
      let(:elsewhere) { { boot_id: '00000000-0000-4000-8000-00000000000e' } }

      { 'never' => %w[ready stale stale stale], 'same_boot' => %w[ready ready stale stale], 'always' => %w[ready ready ready ready] }.each do |way, wanted|
        it "is #{wanted.join(', ')} for accept_cached_catalog #{way}: new, cached, of another boot, cached and of another boot" do
          phases = [[here, 'not_used'], [here, 'on_failure'], [elsewhere, 'explicitly_requested'], [elsewhere, 'on_failure']].map do |boot, cached|
            run(true_exec, report: boot.merge(accept_cached_catalog: way), cached: cached)
            forget.last
          end

          expect(phases.map { |status, phase| status == 'ready' ? status : phase }).to eq(wanted)
        end
      end

      it 'is stale without it, too, when only catalogs of the same boot are accepted' do
        run(true_exec, report: { accept_cached_catalog: 'same_boot' }, cached: 'on_failure')

        expect(told).to eq([%w[progress stale]])
      end
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

    it 'is ready when a single other resource is noop, which is named' do
      run(true_exec.merge(noop: true))

      expect(told).to eq([%w[ready puppet]])
      expect(reports.first['run']['noop_resources']).to eq(['Exec[/bin/true]'])
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

  describe 'ready_when' do
    let(:unchanged) { { name: '/bin/true', unless: '/bin/true' } }
    let(:no_changes) { { ready_when: 'no_changes' } }

    it 'no_changes keeps a run that changed something from being ready' do
      run(true_exec, report: no_changes)

      expect(reports.first).to include('status' => 'progress', 'phase' => 'unfinished',
                                       'reason' => 'Puppet still changed 1 resource (ready_when no_changes)')
    end

    it 'no_changes is satisfied by the first run that changes nothing' do
      run(true_exec, report: no_changes)
      run(unchanged, report: no_changes)

      expect(told).to eq([%w[progress unfinished], %w[ready puppet]])
    end

    it 'no_changes tells nothing of changes after ready' do
      run(unchanged, report: no_changes)
      run(true_exec, report: no_changes)

      expect(told).to eq([%w[ready puppet]])
    end

    it 'no_changes takes the message of a notify for no change' do
      run(Puppet::Type.type(:notify).new(name: 'hello'), report: no_changes)

      expect(told).to eq([%w[ready puppet]])
    end

    it 'runs 3 is satisfied by the third run that goes well' do
      4.times { run(true_exec, report: { ready_when: 'runs 3' }) }

      expect(told).to eq([%w[progress unfinished], %w[progress unfinished], %w[ready puppet]])
      expect(reports[1]['reason']).to eq('run 2 of 3 went well (ready_when runs 3)')
    end

    it 'runs 2 does not count a run that failed, was partial, or was of another boot' do
      run(false_exec, report: { ready_when: 'runs 2' })
      run(true_exec, report: { ready_when: 'runs 2' }, cached: 'on_failure')
      run(true_exec, report: { ready_when: 'runs 2' })
      machine_says '/proc/sys/kernel/random/boot_id', '00000000-0000-4000-8000-000000000002'
      2.times { run(true_exec, report: { ready_when: 'runs 2' }) }

      expect(told.map(&:last)).to eq(%w[puppet stale unfinished unfinished puppet])
    end
  end

  describe 'the beginning of a run' do
    it 'is told at once, before anything that fails' do
      run(false_exec, begins: true)

      expect(told).to eq([%w[progress configuring], %w[failed puppet]])
    end

    it 'is told once in a boot' do
      2.times { run(true_exec, begins: true) }

      expect(told).to eq([%w[progress configuring], %w[ready puppet]])
    end

    it 'is told again in the next boot' do
      run(true_exec, begins: true)
      machine_says '/proc/sys/kernel/random/boot_id', '00000000-0000-4000-8000-000000000002'
      run(true_exec, begins: true)

      expect(told.map(&:last)).to eq(%w[configuring puppet configuring puppet])
    end

    it 'is not told by a noop run' do
      Puppet[:noop] = true
      run(true_exec, begins: true)

      expect(told).to eq([%w[progress noop]])
    end

    it 'that cannot be told fails nothing and leaves the warning to the end' do
      allow(Puppet).to receive(:warning)
      FileUtils.mkdir_p(state_dir)
      File.write("#{state_dir}/incoming", 'in the way')
      run({ name: "/bin/touch #{root}/made" }, begins: true)

      expect(File).to exist("#{root}/made")
      expect(Puppet).to have_received(:warning).once
    end
  end

  it 'adds what the site wants to be seen to each report, on one line' do
    run(true_exec, report: { data: { 'role' => "render\nfarm", 'slots' => 4 } })

    expect(reports.first['data']).to eq('role' => 'render farm', 'slots' => 4)
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

    it 'is not broken by the beginning of a later run' do
      run(true_exec, begins: true)
      46.times { run(true_exec, begins: true) }

      expect(told.size).to eq(2)
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
