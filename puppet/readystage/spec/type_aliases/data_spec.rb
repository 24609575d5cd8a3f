# frozen_string_literal: true

require 'spec_helper'

describe 'Readystage::Data' do
  it { is_expected.to allow_values({}, { 'role' => 'render', 'slots' => 4, 'spare' => false, 'load' => 0.5 }) }
  it { is_expected.not_to allow_values('role', ['role'], { 'a b' => 1 }, { 'role' => 'x' * 513 }, { 'role' => %w[a b] }, (1..33).to_h { |n| [n.to_s, n] }) }
end
