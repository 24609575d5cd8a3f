# frozen_string_literal: true

require 'fileutils'

# puppetlabs_spec_helper would choose mocha if nothing had been chosen before.
RSpec.configure { |config| config.mock_with :rspec }

# What `rake spec_prep` would make of .fixtures.yml, so that plain `rspec` is enough.
modules = File.join(__dir__, 'fixtures', 'modules')
FileUtils.mkdir_p(modules)
FileUtils.ln_sf(File.dirname(__dir__), File.join(modules, 'readystage')) unless File.exist?(File.join(modules, 'readystage'))

# Debian's facterdb ends before half of the systems in metadata.json, and reading all of it takes longer than all examples.
# Ours are reduced to what a manifest can ask, and written by hand.
ENV['FACTERDB_SKIP_DEFAULTDB'] = 'yes'
ENV['FACTERDB_SEARCH_PATHS'] = File.join(__dir__, 'facts')

require 'puppetlabs_spec_helper/module_spec_helper'
require 'rspec-puppet-facts'
require_relative 'support/world'

include RspecPuppetFacts # rubocop:disable Style/MixinUsage

RSpec.configure do |config|
  config.default_facter_version = '4.2.0'
  config.include World, type: :world
end
