# frozen_string_literal: true

require 'spec_helper'
require 'facter'

describe 'readystage', type: :world do
  subject(:fact) { Facter.fact(:readystage).value }

  before do
    Facter.clear
    allow(Facter.fact(:kernel)).to receive(:value).and_return('Linux')
    load File.expand_path('../../../lib/facter/readystage.rb', __dir__)
  end

  after { Facter.clear }

  it 'sees a running systemd' do
    FileUtils.mkdir_p("#{root}/run/systemd/system")

    expect(fact).to eq('systemd' => true)
  end

  it 'sees that systemd does not run' do
    expect(fact).to eq('systemd' => false)
  end
end
