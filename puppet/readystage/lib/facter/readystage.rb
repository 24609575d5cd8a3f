# frozen_string_literal: true

# What the module must know of this machine before it compiles.
Facter.add(:readystage) do
  confine kernel: 'Linux'

  setcode do
    { 'systemd' => File.directory?("#{ENV.fetch('READYSTAGE_ROOT', '')}/run/systemd/system") }
  end
end
