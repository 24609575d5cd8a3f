# frozen_string_literal: true

require 'spec_helper'

describe 'Readystage::Package_file' do
  it { is_expected.to allow_values('/srv/agent.deb', '/srv/agent.rpm') }
  it { is_expected.not_to allow_values('agent.deb', '/srv/agent.tgz', 'https://example.org/agent.deb', '/.deb') }
end
