# frozen_string_literal: true

require 'spec_helper'

describe Puppet::Type.type(:readystage_report) do
  it 'wants to be reported, from the usual folder, without being asked' do
    report = described_class.new(name: 'puppet')

    expect([report[:ensure], report[:state_dir]]).to eq([:reported, '/var/lib/readystage'])
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
