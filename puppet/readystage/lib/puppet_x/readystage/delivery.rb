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
      # A missing agent is no trouble: the report waits for it. Raises SystemCallError.
      def start
        return if @machine.systemd? || !waiting?

        command = Puppet::Util.which(COMMAND)
        return Puppet.debug("readystage: #{COMMAND} is not installed yet, the report waits in #{@state_dir}") unless command

        Process.detach(Process.spawn(command, 'deliver', options))
      end

      private

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
