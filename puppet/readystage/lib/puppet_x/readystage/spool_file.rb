# frozen_string_literal: true

require 'json'
require 'securerandom'
require 'time'

module PuppetX
  module Readystage
    # One report as it lies in the agent's spool. common/protocol/PROTOCOL.md describes every byte.
    class SpoolFile
      VERSION = 1

      attr_reader :report_id

      # @param run_identity [Hash] which run it was
      # @param elapsed [Numeric, nil] seconds since that run began
      def initialize(verdict, machine, run_identity, elapsed, now = Time.now)
        @report_id = SecureRandom.uuid
        @verdict = verdict
        @machine = machine
        @run_identity = run_identity
        @elapsed = elapsed
        @now = now
      end

      # Names sort in the order in which they were written; 20 digits last beyond the year 5000.
      def name
        nanoseconds = (@now.to_i * 1_000_000_000) + @now.nsec
        format('%<nanoseconds>020d-%<report_id>s.json', nanoseconds: nanoseconds, report_id: @report_id)
      end

      def bytes
        "#{JSON.generate(document)}\n"
      end

      private

      def document
        { 'spool_version' => VERSION,
          'report_id' => @report_id,
          'boot_id' => @machine.boot_id,
          'product_uuid' => @machine.product_uuid,
          'status' => @verdict.status,
          'phase' => @verdict.phase,
          'reason' => @verdict.reason,
          'failed_resources' => @verdict.failed_resources,
          'run' => @run_identity.reject { |_, value| value.empty? },
          'elapsed_seconds' => @elapsed,
          'created' => @now.getutc.iso8601(3) }.reject { |_, value| [nil, '', []].include?(value) }
      end
    end
  end
end
