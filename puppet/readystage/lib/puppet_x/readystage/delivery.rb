# frozen_string_literal: true

require 'puppet'

module PuppetX
  module Readystage
    # Starts the agent that carries the spool to the manager, and waits for nothing.
    class Delivery
      COMMAND = 'readystage-agent'

      def initialize(state_dir, machine)
        @state_dir = state_dir
        @machine = machine
      end

      # Where systemd runs, a path unit watches the spool. Elsewhere nobody does, so every run looks for what still waits:
      # an earlier delivery may have been killed by a reboot, or the agent may have been installed only now.
      # Raises SystemCallError.
      def start
        return if @machine.systemd? || command.nil? || !waiting?

        Process.detach(Process.spawn(command, 'deliver', options))
      end

      # Why nothing will be delivered, in words; nil when it will be. No harm is done: the report waits.
      def obstacle
        "#{COMMAND} is not installed, what is to be reported waits in #{@state_dir}" if command.nil? && waiting?
      end

      private

      def command
        Puppet::Util.which(COMMAND)
      end

      def waiting?
        %w[incoming/*.json instances/*/outbox/*].any? { |pattern| Dir.glob(pattern, base: @state_dir).any? }
      end

      # A process group of its own: a Ctrl-C at the terminal is meant for Puppet. No descriptor of ours goes along, so that
      # whoever waits for the end of Puppet's output does not wait for the manager. The log holds the last delivery only.
      def options
        log = File.join(@state_dir, 'puppet', 'deliver.log')
        { in: File::NULL, out: [log, File::WRONLY | File::CREAT | File::TRUNC | File::APPEND, 0o600], err: %i[child out],
          pgroup: true, close_others: true, chdir: '/', umask: 0o077 }
      end
    end
  end
end
