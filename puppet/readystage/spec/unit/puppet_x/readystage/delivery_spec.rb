# frozen_string_literal: true

require 'spec_helper'
require 'puppet_x/readystage/delivery'
require 'puppet_x/readystage/machine'

describe PuppetX::Readystage::Delivery, type: :world do
  subject(:delivery) { described_class.new(state_dir, PuppetX::Readystage::Machine.new) }

  before do
    FileUtils.mkdir_p(["#{state_dir}/incoming", "#{state_dir}/puppet"])
    allow(Puppet::Util).to receive(:which).with('readystage-agent').and_return('/usr/bin/readystage-agent')
    allow(Process).to receive(:spawn).and_return(4711)
    allow(Process).to receive(:detach)
  end

  it 'is started for a report that waits, and not waited for' do
    File.write("#{state_dir}/incoming/1.json", '{}')
    delivery.start

    expect(Process).to have_received(:spawn).with('/usr/bin/readystage-agent', 'deliver', hash_including(pgroup: true, close_others: true, in: '/dev/null'))
    expect(Process).to have_received(:detach).with(4711)
  end

  it 'is started for a report that an earlier delivery has bound but not brought' do
    FileUtils.mkdir_p("#{state_dir}/instances/abc/outbox")
    File.write("#{state_dir}/instances/abc/outbox/1.json", '{}')
    delivery.start

    expect(Process).to have_received(:spawn)
  end

  it 'is not started when nothing waits' do
    File.write("#{state_dir}/incoming/.1.json.tmp", '{}')
    delivery.start

    expect(Process).not_to have_received(:spawn)
  end

  it 'is left to the path unit where systemd runs' do
    FileUtils.mkdir_p("#{root}/run/systemd/system")
    File.write("#{state_dir}/incoming/1.json", '{}')
    delivery.start

    expect(Process).not_to have_received(:spawn)
  end

  it 'sees no obstacle where nothing waits' do
    allow(Puppet::Util).to receive(:which).with('readystage-agent').and_return(nil)

    expect(delivery.obstacle).to be_nil
  end

  it 'waits for an agent that is not installed, and says so' do
    allow(Puppet::Util).to receive(:which).with('readystage-agent').and_return(nil)
    File.write("#{state_dir}/incoming/1.json", '{}')
    delivery.start

    expect(Process).not_to have_received(:spawn)
    expect(delivery.obstacle).to eq("readystage-agent is not installed, what is to be reported waits in #{state_dir}")
  end

  it 'sees no obstacle where the agent is installed' do
    File.write("#{state_dir}/incoming/1.json", '{}')

    expect(delivery.obstacle).to be_nil
  end
end
