# frozen_string_literal: true

module PuppetX
  module Readystage
    # What tells this machine, and this boot of it, from every other. Reads files only.
    class Machine
      UUID = /\A\h{8}(-\h{4}){3}-\h{12}\z/.freeze

      # READYSTAGE_ROOT stands before every path of the system, so that a test can show another machine.
      def initialize(root = ENV.fetch('READYSTAGE_ROOT', ''))
        @root = root
      end

      def path(absolute)
        "#{@root}#{absolute}"
      end

      # Raises SystemCallError where /proc has none: without it nobody could tell this boot's reports from the last one's.
      def boot_id
        File.read(path('/proc/sys/kernel/random/boot_id')).strip
      end

      # Lower case, because firmware differs in it; nil where the machine has no DMI (containers), hides it, or has words like
      # "Not Settable" there.
      def product_uuid
        uuid = optional('/sys/class/dmi/id/product_uuid').to_s.downcase
        uuid if UUID.match?(uuid)
      end

      def machine_id
        optional('/etc/machine-id')
      end

      # The same test as sd_booted(3).
      def systemd?
        File.directory?(path('/run/systemd/system'))
      end

      # Two runs belong together when these are equal: a clone, a reinstalled VM and a new boot all differ in one of them.
      def identity
        { 'boot_id' => boot_id, 'product_uuid' => product_uuid, 'machine_id' => machine_id }
      end

      # No virtual machine at all, and so none of CloudStack's. Hypervisors say so to every x86 processor they show, and Xen to
      # its paravirtual guests in /sys. Where nothing can be seen (containers, other processors) the answer is no; and DMI is
      # not asked: on VMware and Xen it never names CloudStack, and operators may change what it says on KVM.
      def physical?
        flags = optional('/proc/cpuinfo').to_s[/^flags\s*:.*/]
        return false if flags.nil? || flags.split.include?('hypervisor')

        !File.exist?(path('/sys/hypervisor/type')) && !File.exist?(path('/run/systemd/container'))
      end

      private

      def optional(absolute)
        text = File.read(path(absolute)).strip
        text unless text.empty?
      rescue SystemCallError
        nil
      end
    end
  end
end
