# frozen_string_literal: true

module PuppetX
  module Readystage
    # What a run says of the VM: a decision over a Run, without any effect.
    Verdict = Struct.new(:status, :phase, :reason, :failed_resources) do
      # A noop run comes first: what it could not look at because nothing was installed is no failure of the VM.
      # A failure outweighs the rest: it is true of any part of a catalog, and of an old one.
      def self.of(run)
        culprits = run.failed_resources
        return progress('noop', 'Puppet was asked to change nothing (noop)') if run.noop?
        return failed(culprits) unless culprits.empty?
        return progress('stale', 'no catalog could be had, Puppet applied a cached one') if run.stale?
        return progress('partial', "Puppet applied a part of the catalog: #{run.restriction}") if run.restriction
        return progress('partial', 'Puppet skipped the report itself') if run.skipped?

        new('ready', 'puppet', '', [])
      end

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

      # For people: "ready", "failed: 1 resource failed: Exec[foo]", "progress (noop): …".
      def to_s
        kind = status == 'progress' ? "#{status} (#{phase})" : status
        reason.empty? ? kind : "#{kind}: #{reason}"
      end
    end
    Verdict::MOST_NAMES = 50
  end
end
