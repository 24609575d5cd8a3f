# frozen_string_literal: true

require 'spec_helper'

describe Puppet::Type.type(:readystage_report) do
  it 'wants to be reported, from the usual folder, without being asked' do
    report = described_class.new(name: 'puppet')

    expect([report[:ensure], report[:state_dir]]).to eq([:reported, '/var/lib/readystage'])
  end

  it 'can be asked for the beginning of the run' do
    expect(described_class.new(name: 'puppet', ensure: 'configuring')[:ensure]).to eq(:configuring)
  end

  it 'takes each way to be ready' do
    taken = ['success', 'no_changes', 'runs 1', 'runs 99'].map { |way| described_class.new(name: 'puppet', ready_when: way)[:ready_when] }

    expect(taken).to eq(['success', 'no_changes', 'runs 1', 'runs 99'])
  end

  ['runs', 'runs 0', 'runs 100', 'run 2', 'always', "success\n"].each do |way|
    it "refuses to be ready when #{way.inspect}" do
      expect { described_class.new(name: 'puppet', ready_when: way) }.to raise_error(Puppet::Error, /ready_when must be success, no_changes or runs N/)
    end
  end

  it 'refuses data that is no hash' do
    expect { described_class.new(name: 'puppet', data: 'role') }.to raise_error(Puppet::Error, /data must be a hash/)
  end

  it 'refuses a way to accept cached catalogs that it does not know' do
    expect { described_class.new(name: 'puppet', accept_cached_catalog: 'maybe') }.to raise_error(Puppet::Error, /accept_cached_catalog/)
  end

  it 'knows no other wish' do
    expect { described_class.new(name: 'puppet', ensure: :absent) }.to raise_error(Puppet::Error, /absent/)
  end

  it 'refuses a relative folder by name' do
    expect { described_class.new(name: 'puppet', state_dir: 'var') }
      .to raise_error(Puppet::Error, /state_dir must be an absolute path, not "var"/)
  end

  it 'has a provider on every machine' do
    expect(described_class.provider(:ruby)).to be_suitable
  end

  it 'calls no verdict a correction of drift' do
    expect(described_class.new(name: 'puppet').property(:ensure)).not_to be_idempotent
  end
end
