# frozen_string_literal: true

require 'spec_helper'

describe 'Readystage::Duration' do
  it { is_expected.to allow_values('500ms', '90s', '5m', '2h', '7d') }
  it { is_expected.not_to allow_values('', '0s', '5', 'h', '1.5h', '5 m', "5m\n", 5) }
end
