# frozen_string_literal: true

require 'spec_helper'

describe 'Readystage::Stage_name' do
  it { is_expected.to allow_values('readystage', 'told_at_last2') }
  it { is_expected.not_to allow_values('', 'Ready', 'ready-stage', '2nd', "a\nb") }
end
