# frozen_string_literal: true

require 'spec_helper'

describe 'Readystage::Command' do
  it { is_expected.to allow_values('/usr/local/bin/check', '/usr/bin/test -e /srv/ready') }
  it { is_expected.not_to allow_values('', 'check', '/', '/bin/true ', "/bin/true\nmanager = https://evil", '/bin/true # now') }
end
