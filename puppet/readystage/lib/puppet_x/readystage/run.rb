# frozen_string_literal: true

require 'puppet'
require_relative 'text'

module PuppetX
  module Readystage
    # What one run of Puppet has come to, seen from inside while it lasts. The only file that knows Puppet's insides.
    class Run
      GENERATE_FAILED = /\AFailed to generate additional resources/.freeze
      MOST_SECONDS = 315_360_000

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

      # Puppet was told to change nothing: all of it (--noop), or our own resource, which a site-wide noop() reaches too.
      def noop?
        Puppet[:noop] || @resource.noop?
      end

      # A catalog from the cache because none could be had: it says nothing about what the site wants now.
      def stale?
        @report.cached_catalog_status == 'on_failure'
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
          'environment' => Text.line(@report.environment) }
      end

      private

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
