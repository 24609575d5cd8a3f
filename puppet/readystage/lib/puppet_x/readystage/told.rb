# frozen_string_literal: true

require 'json'
require_relative 'durable_file'

module PuppetX
  module Readystage
    # What has been told of this boot of this machine already, so that a converged VM is silent.
    #
    # The rule. What was told of another machine or another boot does not count: a clone or a rebooted VM speaks again.
    # Until the first ready of a boot
    #   - every failed run is told, equal or not, because the manager counts them,
    #   - ready is told,
    #   - progress is told when it differs from what was told last.
    # After it
    #   - ready and failed are told when they differ from what was told last,
    #   - progress is not told: it is for those who still wait.
    # Catalog versions are not compared: by default every compilation has a new one.
    class Told
      # Below the state folder.
      FILE = 'puppet/told.json'

      def initialize(state_dir, machine)
        @path = File.join(state_dir, FILE)
        @machine = machine
      end

      # What was told last in this boot: 'verdict' with its members, 'report_id', 'at', 'ready' (of this boot), 'good_runs'.
      # nil when nothing was; a file that cannot be read or understood is as good as none.
      def last
        last = JSON.parse(File.read(@path))
        last if last['told_version'] == 1 && last['machine'] == @machine.identity && last['good_runs'].is_a?(Integer)
      rescue SystemCallError, JSON::ParserError, TypeError, NoMethodError
        nil
      end

      def news?(verdict)
        last = self.last
        return true unless last

        same = last['verdict'] == verdict.to_h.transform_keys(&:to_s)
        case verdict.status
        when 'ready' then !same
        when 'failed' then !last['ready'] || !same
        else !last['ready'] && !same
        end
      end

      # Runs of this boot that went well and were told.
      def good_runs
        last&.fetch('good_runs') || 0
      end

      # Raises SystemCallError; then the verdict will be told again, which does no harm.
      def remember(verdict, report_id, now = Time.now)
        before = last
        document = { 'told_version' => 1, 'machine' => @machine.identity,
                     'ready' => verdict.status == 'ready' || before&.fetch('ready') || false,
                     'good_runs' => (before&.fetch('good_runs') || 0) + (verdict.good? ? 1 : 0),
                     'report_id' => report_id, 'at' => now.getutc.strftime('%FT%TZ'), 'verdict' => verdict.to_h }
        DurableFile.write(@path, "#{JSON.generate(document)}\n")
      end
    end
  end
end
