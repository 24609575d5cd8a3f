# frozen_string_literal: true

require 'spec_helper'

require 'puppet_x/readystage/text'

describe PuppetX::Readystage::Text do
  it 'makes one line of several' do
    expect(described_class.line("Exec[a\nb\tc\u0000]")).to eq('Exec[a b c ]')
  end

  it 'replaces what is no UTF-8' do
    expect(described_class.line("Exec[\xff]".b)).to eq('Exec[�]')
  end

  it 'cuts at 512 bytes, and never inside a character' do
    line = described_class.line("a#{'é' * 300}")

    expect([line.bytesize, line.valid_encoding?]).to eq([511, true])
  end
end
