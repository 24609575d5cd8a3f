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
      def initialize(path, machine)
        @path = path
        @machine = machine
      end

      def news?(verdict)
        last = of_this_boot
        return true unless last

        same = last['verdict'] == verdict.to_h.transform_keys(&:to_s)
        case verdict.status
        when 'ready' then !same
        when 'failed' then !last['ready'] || !same
        else !last['ready'] && !same
        end
      end

      # Raises SystemCallError; then the verdict will be told again, which does no harm.
      def remember(verdict)
        ready = verdict.status == 'ready' || of_this_boot&.fetch('ready') || false
        document = { 'told_version' => 1, 'machine' => @machine.identity, 'ready' => ready, 'verdict' => verdict.to_h }
        DurableFile.write(@path, "#{JSON.generate(document)}\n")
      end

      private

      # A file that cannot be read or understood is as good as none.
      def of_this_boot
        last = JSON.parse(File.read(@path))
        last if last['told_version'] == 1 && last['machine'] == @machine.identity
      rescue SystemCallError, JSON::ParserError, TypeError, NoMethodError
        nil
      end
    end
  end
end
