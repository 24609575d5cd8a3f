# frozen_string_literal: true

require 'json'
require 'securerandom'
require 'time'

module PuppetX
  module Readystage
    # One report as it lies in the agent's spool. common/protocol/PROTOCOL.md describes every byte.
    class SpoolFile
      VERSION = 1
      MOST_BYTES = 130_048

      attr_reader :report_id

      # @param run [Hash] which run it was
      # @param elapsed [Numeric, nil] seconds since that run began
      # @param data [Hash] what the site wants to add
      def initialize(verdict, machine, run: {}, elapsed: nil, data: {})
        @report_id = SecureRandom.uuid
        @verdict = verdict
        @machine = machine
        @run = run
        @elapsed = elapsed
        @data = data
        @now = Time.now
      end

      # Names sort in the order in which they were written; 20 digits last beyond the year 5000.
      def name
        nanoseconds = (@now.to_i * 1_000_000_000) + @now.nsec
        format('%<nanoseconds>020d-%<report_id>s.json', nanoseconds: nanoseconds, report_id: @report_id)
      end

      # Every member has its limit, but all of them together, written with JSON's escapes, may still be too long: then the
      # reason loses its beginning, as the protocol says.
      def bytes
        members = document
        text = "#{JSON.generate(members)}\n"
        until text.bytesize <= MOST_BYTES || members['reason'].to_s.empty?
          members['reason'] = members['reason'][((members['reason'].length + 1) / 2)..]
          text = "#{JSON.generate(members)}\n"
        end
        text
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
          'run' => filled(@run),
          'data' => @data,
          'elapsed_seconds' => @elapsed,
          'created' => @now.getutc.iso8601(3) }.then { |members| filled(members) }
      end

      def filled(members)
        members.reject { |_, value| value.nil? || (value.respond_to?(:empty?) && value.empty?) }
      end
    end
  end
end
