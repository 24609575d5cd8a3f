# frozen_string_literal: true

Puppet::Type.newtype(:brittle_prefetch) do
  @doc = 'A resource whose provider cannot find out how things are.'

  newparam(:name, namevar: true)
  newproperty(:state) { defaultto 'good' }
end
