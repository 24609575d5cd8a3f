# frozen_string_literal: true

require 'spec_helper'
require 'puppet_x/readystage/machine'
require 'puppet_x/readystage/run'
require 'puppet_x/readystage/spool_file'
require 'puppet_x/readystage/verdict'

describe PuppetX::Readystage::SpoolFile, type: :world do
  let(:verdict) { PuppetX::Readystage::Verdict.new('failed', 'puppet', '1 resource failed: Exec[foo]', ['Exec[foo]']) }
  let(:identity) { { 'tool' => 'puppet', 'catalog_version' => '17', 'transaction' => 't', 'environment' => 'production' } }
  let(:machine) { PuppetX::Readystage::Machine.new }
  let(:file) { described_class.new(verdict, machine, run: identity, elapsed: 1.5) }
  let(:document) { JSON.parse(file.bytes) }

  before { allow(Time).to receive(:now).and_return(Time.at(1_795_364_424, 20_053_730, :nsec)) }

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
    expect(file.report_id).not_to eq(described_class.new(verdict, machine, run: identity).report_id)
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
  folder = File.expand_path('../../../../../../tests/data/protocol', __dir__)
  context 'with the golden files that the agent reads', if: Dir.exist?(folder) do
    def shape(value)
      value.is_a?(Hash) ? value.transform_values { |each| shape(each) } : value.class
    end

    it 'has the members and types of the fullest' do
      expect(shape(document)).to eq(shape(JSON.parse(File.read("#{folder}/spool-v1-full.json"))))
    end

    it 'has the members and types of the one with data, to the last byte of the same content' do
      golden = JSON.parse(File.read("#{folder}/spool-v1-data.json"))
      verdict = PuppetX::Readystage::Verdict.new(*golden.values_at('status', 'phase', 'reason'), [])
      file = described_class.new(verdict, machine, run: golden['run'], elapsed: golden['elapsed_seconds'], data: golden['data'])
      written = JSON.parse(file.bytes)

      expect(JSON.generate(written.merge(golden))).to eq(File.read("#{folder}/spool-v1-data.json").chomp)
      expect(shape(written)).to eq(shape(golden))
    end
  end

  it 'leaves out what is empty or not known' do
    ready = PuppetX::Readystage::Verdict.new('ready', 'puppet', '', [])
    file = described_class.new(ready, machine, run: identity.merge('environment' => ''))

    expect(JSON.parse(file.bytes).keys).to eq(%w[spool_version report_id boot_id product_uuid status phase run created])
    expect(JSON.parse(file.bytes)['run']).not_to have_key('environment')
  end

  it 'adds what the site wants to be seen, and keeps its types' do
    data = { 'role' => 'render', 'slots' => 4, 'spare' => false }

    expect(JSON.parse(described_class.new(verdict, machine, data: data).bytes)['data']).to eq(data)
  end

  it 'is cut at the beginning of the reason where it would be longer than the agent reads' do
    names = Array.new(50) { |n| ('"' * 510) + n.to_s }
    long = PuppetX::Readystage::Verdict.new('failed', 'puppet', "50 resources failed: #{names.join(', ')}", names)
    file = described_class.new(long, machine, data: (1..32).to_h { |n| [n.to_s, '"' * 512] })

    expect(file.bytes.bytesize).to be <= 130_048
    expect(JSON.parse(file.bytes)['reason']).to end_with(names.last)
  end

  it 'ends with a line break, as files of text do' do
    expect(file.bytes).to end_with("}\n")
  end
end
