# frozen_string_literal: true

require 'spec_helper'
require 'puppet_x/readystage/machine'
require 'puppet_x/readystage/run'
require 'puppet_x/readystage/spool_file'
require 'puppet_x/readystage/verdict'

describe PuppetX::Readystage::SpoolFile, type: :world do
  let(:verdict) { PuppetX::Readystage::Verdict.new('failed', 'puppet', '1 resource failed: Exec[foo]', ['Exec[foo]']) }
  let(:identity) { { 'tool' => 'puppet', 'catalog_version' => '17', 'transaction' => 't', 'environment' => 'production' } }
  let(:moment) { Time.at(1_795_364_424, 20_053_730, :nsec) }
  let(:file) { described_class.new(verdict, PuppetX::Readystage::Machine.new, identity, 1.5, moment) }
  let(:document) { JSON.parse(file.bytes) }

  it 'holds what the protocol describes' do
    expect(document).to eq('spool_version' => 1, 'report_id' => file.report_id, 'boot_id' => World::BOOT,
                           'product_uuid' => World::PRODUCT.downcase, 'status' => 'failed', 'phase' => 'puppet',
                           'reason' => '1 resource failed: Exec[foo]', 'failed_resources' => ['Exec[foo]'], 'run' => identity,
                           'elapsed_seconds' => 1.5, 'created' => '2026-11-22T16:20:24.020Z')
  end

  it 'is named so that names sort by time' do
    expect(file.name).to eq("01795364424020053730-#{file.report_id}.json")
  end

  it 'has another report id each time' do
    expect(file.report_id).not_to eq(described_class.new(verdict, PuppetX::Readystage::Machine.new, identity, 1.5, moment).report_id)
  end

  it 'has no product_uuid where the machine has none' do
    machine_lacks '/sys'

    expect(document).not_to have_key('product_uuid')
  end

  it 'has no product_uuid where the firmware has no UUID there' do
    machine_says '/sys/class/dmi/id/product_uuid', 'Not Settable'

    expect(document).not_to have_key('product_uuid')
  end

  # The repository's golden files are what the agent's own tests read; a module that was packed alone has none.
  golden = File.expand_path('../../../../../../tests/data/protocol/spool-v1-full.json', __dir__)
  it 'has the members and types of the golden file that the agent reads', if: File.exist?(golden) do
    shape = ->(value) { value.is_a?(Hash) ? value.transform_values(&shape) : value.class }

    expect(shape.call(document)).to eq(shape.call(JSON.parse(File.read(golden))))
  end

  it 'leaves out what is empty or not known' do
    ready = PuppetX::Readystage::Verdict.new('ready', 'puppet', '', [])
    file = described_class.new(ready, PuppetX::Readystage::Machine.new, identity.merge('environment' => ''), nil, moment)

    expect(JSON.parse(file.bytes).keys).to eq(%w[spool_version report_id boot_id product_uuid status phase run created])
    expect(JSON.parse(file.bytes)['run']).not_to have_key('environment')
  end

  it 'ends with a line break, as files of text do' do
    expect(file.bytes).to end_with("}\n")
  end
end
