# frozen_string_literal: true

require 'puppet'
require_relative 'machine'
require_relative 'text'

module PuppetX
  module Readystage
    # What one run of Puppet has come to, seen from inside while it lasts. The only file that knows Puppet's insides.
    class Run
      GENERATE_FAILED = /\AFailed to generate additional resources/.freeze
      MOST_SECONDS = 315_360_000
      MOST_NAMES = 50
      # A notify shows a message and calls it a change; our own resource shows the report.
      NO_CHANGE = %w[Notify Readystage_report].freeze

      # The run that evaluates `resource`; nil when Puppet keeps no report of it.
      # There is no documented way from a provider to the report of its run, but Puppet makes that report a destination of
      # its log for as long as the transaction lasts. Catalogs applied inside a catalog have reports of their own: ours is
      # the one that knows our resource.
      def self.of(resource)
        reports = Puppet::Util::Log.destinations.keys.grep(Puppet::Transaction::Report)
        report = reports.find { |each| each.resource_statuses.key?(resource.to_s) }
        report && new(report, resource)
      end

      def initialize(report, resource)
        @report = report
        @resource = resource
      end

      # Names like Exec[foo], in the order in which they were evaluated, each once.
      def failed_resources
        (failed_statuses + failed_generators).uniq.map { |name| Text.line(name) }
      end

      def changed_resources
        @report.resource_statuses.values.count { |status| status.changed && !NO_CHANGE.include?(status.resource_type) }
      end

      # Puppet was told to change nothing: all of it (--noop), or our own resource, which a site-wide noop() reaches too.
      def noop?
        Puppet[:noop] || @resource.noop?
      end

      # Why this catalog says nothing about what the site wants now, in words; nil when it does.
      # A catalog from the cache because none could be had was a success for Puppet; one that names another boot was made for
      # it, or for the machine that this one was cloned from.
      def staleness
        accepted = @resource[:accept_cached_catalog].to_s
        return if accepted == 'always'

        made_in = @resource[:boot_id].to_s
        return 'the catalog was made in another boot' unless ['', machine_boot_id].include?(made_in)

        'no catalog could be had, Puppet applied a cached one' if cached_for_want? && (accepted == 'never' || made_in.empty?)
      end

      # The words with which somebody asked for a part of the catalog; nil when the whole of it was asked for.
      def restriction
        setting = %i[tags skip_tags].find { |each| !Puppet[each].to_s.empty? }
        setting && Text.line("#{setting} #{Puppet[setting]}")
      end

      # Our own resource was left out (schedule, tags, a run that was stopped).
      def skipped?
        @report.resource_statuses[@resource.to_s].skipped
      end

      # Seconds since the run began; nil when they make no sense: a run may set the clock, by decades on a machine without one
      # of its own, and the agent refuses a report of more than ten years.
      def elapsed
        seconds = Time.now - @report.time
        seconds.round(3) if seconds.between?(0, MOST_SECONDS)
      end

      def identity
        { 'tool' => 'puppet',
          'catalog_version' => Text.line(@report.configuration_version),
          'transaction' => Text.line(@report.transaction_uuid),
          'environment' => Text.line(@report.environment),
          'cached_catalog' => cached_for_want? ? 'on_failure' : '',
          'noop_resources' => noop? ? [] : noop_resources }
      end

      private

      def machine_boot_id
        Machine.new.boot_id
      end

      def cached_for_want?
        @report.cached_catalog_status == 'on_failure'
      end

      # Those that Puppet would have changed, had they not been told to be left as they are.
      def noop_resources
        left = @report.resource_statuses.values.select { |status| status.events.any? { |event| event.status == 'noop' } }
        left.reject { |status| status.resource_type == 'Whit' }.first(MOST_NAMES).map { |status| Text.line(status.resource) }
      end

      # Whits are Puppet's own beginnings and ends of classes, no resources that anybody wrote.
      def failed_statuses
        failed = @report.resource_statuses.values.select { |status| status.failed || status.failed_to_restart }
        failed.reject { |status| status.resource_type == 'Whit' }.map(&:resource)
      end

      # A resource whose generated children could not be made makes the run fail, but has no failed status, and the report
      # learns of it only after we have been asked. The log knows it already.
      def failed_generators
        @report.logs.select { |line| line.level == :err && GENERATE_FAILED.match?(line.message) }.map { |line| reference(line.source) }
      end

      def reference(source)
        @resource.catalog.resources.find { |each| each.path == source }&.ref || source
      end
    end
  end
end
