# frozen_string_literal: true

module PuppetX
  module Readystage
    # What a run says of the VM: a decision over a Run, without any effect.
    Verdict = Struct.new(:status, :phase, :reason, :failed_resources) do
      # A noop run comes first: what it could not look at because nothing was installed is no failure of the VM.
      # A failure outweighs the rest: it is true of any part of a catalog, and of an old one.
      # @param ready_when [ReadyWhen]
      # @param good_before [Integer] how many runs of this boot went well before this one
      def self.of(run, ready_when, good_before)
        culprits = run.failed_resources
        return progress('noop', 'Puppet was asked to change nothing (noop)') if run.noop?
        return failed(culprits) unless culprits.empty?

        says_nothing(run) || unfinished(ready_when.lacking(run, good_before)) || new('ready', 'puppet', '', [])
      end

      # Told when the first run of a boot begins.
      def self.configuring
        progress('configuring', '')
      end

      # Nothing failed, but the run says nothing about the VM either.
      def self.says_nothing(run)
        stale = run.staleness
        return progress('stale', stale) if stale
        return progress('partial', "Puppet applied a part of the catalog: #{run.restriction}") if run.restriction

        progress('partial', 'Puppet skipped the report itself') if run.skipped?
      end
      private_class_method :says_nothing

      def self.unfinished(lacking)
        lacking && progress(self::UNFINISHED, lacking)
      end
      private_class_method :unfinished

      def self.progress(phase, reason)
        new('progress', phase, reason, [])
      end
      private_class_method :progress

      def self.failed(names)
        listed = names.first(self::MOST_NAMES)
        rest = names.size - listed.size
        list = listed.join(', ')
        list += " and #{rest} more" if rest.positive?
        new('failed', 'puppet', "#{names.size} #{names.size == 1 ? 'resource' : 'resources'} failed: #{list}", listed)
      end
      private_class_method :failed

      # The whole catalog was applied and nothing failed, whether or not that is enough to be ready.
      def good?
        status == 'ready' || phase == self.class::UNFINISHED
      end

      # For people: "ready", "failed: 1 resource failed: Exec[foo]", "progress (noop): …".
      def to_s
        kind = status == 'progress' ? "#{status} (#{phase})" : status
        reason.empty? ? kind : "#{kind}: #{reason}"
      end
    end
    Verdict::MOST_NAMES = 50
    Verdict::UNFINISHED = 'unfinished'
  end
end
