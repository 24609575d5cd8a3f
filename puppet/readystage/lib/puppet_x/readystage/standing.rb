# frozen_string_literal: true

require 'json'
require_relative 'machine'
require_relative 'told'

module PuppetX
  module Readystage
    # What the fact shows: what the module must know of this machine before a catalog is compiled, and what the run before this
    # one has come to. Reads files only, and trusts none of them: what is of another machine or boot is not shown.
    class Standing
      CONFIGURATION = '/etc/readystage/agent.conf'
      STATE_DIR = '/var/lib/readystage'

      def initialize(machine = Machine.new)
        @machine = machine
      end

      def to_h
        last = told
        { 'systemd' => @machine.systemd?, 'boot_id' => boot_id, 'elsewhere' => elsewhere, 'puppet_ssl' => puppet_ssl,
          'manager' => managers }
          .merge(last ? of_report(last) : {})
          .reject { |_, value| value.nil? || value == [] }
      end

      private

      def boot_id
        @machine.boot_id
      rescue SystemCallError
        nil
      end

      def elsewhere
        return unless @machine.physical?

        'this is no virtual machine'.tap { |why| Facter.debug("readystage: #{why}, so it is none of CloudStack's") }
      end

      # The files with which Puppet itself speaks to its server. Without a server (puppet apply), and outside of Puppet, there
      # are none.
      def puppet_ssl
        return unless defined?(Puppet) && Puppet.respond_to?(:[])

        files = %i[hostcert hostprivkey localcacert].to_h { |setting| [setting.to_s, Puppet[setting]] }
        files if files.values.all? { |file| File.exist?(file.to_s) }
      rescue StandardError
        nil # Puppet's settings are not there yet: somebody else loaded the library.
      end

      def managers
        configured('manager').flat_map { |value| value.split(/[\s,]+/) }
      end

      def state_dir
        @machine.path(configured('state_dir').last || STATE_DIR)
      end

      def configured(key)
        File.readlines(@machine.path(CONFIGURATION)).filter_map { |line| line[/\A\s*#{key}\s*=\s*(\S.*?)\s*\z/, 1] }
      rescue SystemCallError, ArgumentError
        []
      end

      def told
        Told.new(state_dir, @machine).last
      end

      def of_report(last)
        verdict = last['verdict']
        { 'state' => verdict['status'], 'phase' => verdict['phase'], 'told_at' => last['at'] }.merge(of_instance(last['report_id']))
      rescue NoMethodError, TypeError
        {}
      end

      # The instance to which the agent has bound that report: another folder may be that of the VM we were cloned from.
      def of_instance(report_id)
        folder = Dir.glob(File.join(state_dir, 'instances', '*')).find { |each| holds?(each, report_id) }
        return { 'delivered' => false } unless folder

        { 'delivered' => acknowledged?(folder, report_id), 'instance_id' => document(folder, 'identity.json')['instance_id'] }
      end

      def holds?(folder, report_id)
        acknowledged?(folder, report_id) || Dir.glob(File.join(folder, 'outbox', "*#{report_id}*")).any?
      end

      def acknowledged?(folder, report_id)
        Array(document(folder, 'acked.json')['acknowledged']).any? { |each| each['report'] == report_id }
      end

      def document(folder, name)
        JSON.parse(File.read(File.join(folder, name)))
      rescue SystemCallError, JSON::ParserError
        {}
      end
    end
  end
end
