# frozen_string_literal: true

require 'spec_helper'

describe 'Readystage::Url' do
  it { is_expected.to allow_values('https://readystage:8450', 'https://[fd00::1]:8450/', 'https://a.example.org/v1') }
  it { is_expected.not_to allow_values('http://readystage:8450', 'readystage', 'https://', "https://a\nca_file = /x", 'https://a#b', 'https://a b') }
end
