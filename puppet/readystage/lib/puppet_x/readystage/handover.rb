# frozen_string_literal: true

require 'puppet'
require_relative 'delivery'
require_relative 'durable_file'
require_relative 'machine'
require_relative 'ready_when'
require_relative 'run'
require_relative 'spool_file'
require_relative 'text'
require_relative 'told'
require_relative 'verdict'

module PuppetX
  module Readystage
    # Hands what there is to tell of one run over to the agent. Nothing that goes wrong in here reaches the run: every public
    # step returns, whatever happens.
    #
    # The verdict takes two steps, because one moment is not enough. When our resource is evaluated Puppet wants to know whether
    # it will change something, but stages after ours may still fail; at the end of the transaction the verdict is final, but it
    # is too late to show a change. So the report is written to the disk first, and becomes visible to the agent at the end.
    class Handover
      TROUBLE = [StandardError, ScriptError].freeze

      attr_reader :verdict

      def initialize(resource)
        @resource = resource
        @machine = Machine.new
        @state_dir = @machine.path(resource[:state_dir])
        @told = Told.new(@state_dir, @machine)
      end

      # True when there is something to hand over and it is safely on the disk. Trouble is kept for the end of the run,
      # where the same is tried once more.
      def prepare
        judge(Run.of(@resource))
        !@report.nil?
      rescue *TROUBLE => e
        Puppet.debug("readystage: #{e.message}")
        false
      end

      # Judges anew and hands over, at the end of the transaction.
      def finish
        run = Run.of(@resource)
        return Puppet.warning('readystage: Puppet keeps no report of this run, so nothing is reported') unless run

        announced = !@report.nil?
        judge(run)
        hand_over(announced) if @report
        deliver
      rescue *TROUBLE => e
        Puppet.warning("readystage: this run is not reported (#{@verdict || 'no verdict'}): #{e.message}")
      end

      # Tells at once that the first run of a boot has begun. That it could not be told is no reason to warn: the end of the run
      # says more, and warns.
      def start
        return unless @told.last.nil?

        @verdict = Verdict.configuring
        @report = stage(Run.of(@resource))
        hand_over(false)
        Delivery.new(@state_dir, @machine).start
      rescue *TROUBLE => e
        Puppet.debug("readystage: #{e.message}")
      end

      private

      def deliver
        delivery = Delivery.new(@state_dir, @machine)
        delivery.start
        Puppet.warning("readystage: #{delivery.obstacle}") if delivery.obstacle
      end

      # Leaves in @report what is to be handed over for the present verdict, nil when it is no news.
      def judge(run)
        verdict = Verdict.of(run, ReadyWhen.new(@resource[:ready_when]), @told.good_runs)
        return if @report && @verdict == verdict

        @report&.discard
        @report = nil
        @verdict = verdict
        @report = stage(run) if @told.news?(verdict)
      end

      def stage(run)
        file = SpoolFile.new(@verdict, @machine, run: run&.identity || {}, elapsed: run&.elapsed, data: data)
        @report_id = file.report_id
        DurableFile.stage(File.join(@state_dir, 'incoming', file.name), file.bytes)
      end

      def data
        (@resource[:data] || {}).transform_values { |value| value.is_a?(String) ? Text.line(value) : value }
      end

      def hand_over(announced)
        @report.commit
        Puppet.notice("readystage: handed over to the agent: #{@verdict}") unless announced
        @told.remember(@verdict, @report_id)
      end
    end
  end
end
