# frozen_string_literal: true

require_relative '../puppet_x/readystage/standing'

# How this VM stands with readystage. No network is used and no program started.
Facter.add(:readystage) do
  confine kernel: 'Linux'

  setcode { PuppetX::Readystage::Standing.new.to_h }
end
