# frozen_string_literal: true

Puppet::Type.type(:brittle_prefetch).provide(:ruby) do
  desc 'Fails before its first resource is looked at.'

  def self.prefetch(_resources)
    raise 'the tool behind this provider is broken'
  end

  attr_accessor :state
end
