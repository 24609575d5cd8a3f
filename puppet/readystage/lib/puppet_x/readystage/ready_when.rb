# frozen_string_literal: true

module PuppetX
  module Readystage
    # Which of the runs that went well makes the VM ready: the first, the first that changes nothing, or the n-th of a boot.
    class ReadyWhen
      FORM = /\A(success|no_changes|runs ([1-9][0-9]?))\z/.freeze

      def initialize(text)
        match = FORM.match(text.to_s)
        raise ArgumentError, "ready_when must be success, no_changes or runs N (1 to 99), not #{text.inspect}" unless match

        @text = text.to_s
        @runs = (match[2] || 1).to_i
      end

      # What still keeps a run that went well from being ready, in words; nil when nothing does.
      # @param good_before [Integer] how many runs of this boot went well before
      def lacking(run, good_before)
        changed = @text == 'no_changes' ? run.changed_resources : 0
        return "Puppet still changed #{changed} #{changed == 1 ? 'resource' : 'resources'} (ready_when #{@text})" if changed.positive?

        "run #{good_before + 1} of #{@runs} went well (ready_when #{@text})" if good_before + 1 < @runs
      end
    end
  end
end
