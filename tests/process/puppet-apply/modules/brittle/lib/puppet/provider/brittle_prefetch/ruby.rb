# frozen_string_literal: true

Puppet::Type.type(:brittle_prefetch).provide(:ruby) do
  desc 'Fails before its first resource is looked at, with the error that is its name if it is one.'

  def self.prefetch(resources)
    error = { 'LoadError' => LoadError, 'Puppet::MissingCommand' => Puppet::MissingCommand }.fetch(resources.keys.first, RuntimeError)
    raise error, 'the tool behind this provider is broken'
  end

  attr_accessor :state
end
