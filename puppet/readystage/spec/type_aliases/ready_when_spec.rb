# frozen_string_literal: true

require 'spec_helper'

describe 'Readystage::Ready_when' do
  it { is_expected.to allow_values('success', 'no_changes', 'runs 1', 'runs 99') }
  it { is_expected.not_to allow_values('', 'runs', 'runs 0', 'runs 100', 'runs two', 'always', 2, "runs 2\nruns 3") }
end
