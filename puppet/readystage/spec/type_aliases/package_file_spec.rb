# frozen_string_literal: true

require 'spec_helper'

describe 'Readystage::Package_file' do
  it { is_expected.to allow_values('/root/agent.deb', '/root/agent.rpm') }
  it { is_expected.not_to allow_values('agent.deb', '/root/agent.tgz', 'https://example.org/agent.deb', '/.deb') }
end
