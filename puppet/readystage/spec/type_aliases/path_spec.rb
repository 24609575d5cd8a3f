# frozen_string_literal: true

require 'spec_helper'

describe 'Readystage::Path' do
  it { is_expected.to allow_values('/etc/readystage', '/') }
  it { is_expected.not_to allow_values('etc', '', "/etc\n/x", '/etc/a b', '/etc/#a') }
end
