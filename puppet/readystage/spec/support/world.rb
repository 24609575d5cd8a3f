# frozen_string_literal: true

require 'fileutils'
require 'json'
require 'tmpdir'

# A machine made of files below a temporary READYSTAGE_ROOT, and what can be seen of its spool.
module World
  BOOT = '6cd6331e-8b25-4a24-8e94-5a881356cf87'
  PRODUCT = 'ABCDEF01-0000-4000-8000-000000000001'

  def self.included(group)
    group.around do |example|
      Dir.mktmpdir('readystage') do |root|
        @root = root
        with_environment('READYSTAGE_ROOT' => root) { example.run }
      end
    end
    group.before { new_machine }
  end

  def new_machine
    machine_says '/proc/sys/kernel/random/boot_id', BOOT
    machine_says '/sys/class/dmi/id/product_uuid', PRODUCT
    machine_says '/etc/machine-id', 'a' * 32
  end

  attr_reader :root

  def with_environment(changes)
    before = ENV.to_h.slice(*changes.keys)
    ENV.update(changes)
    yield
  ensure
    changes.each_key { |name| ENV[name] = before[name] }
  end

  def machine_says(path, text)
    FileUtils.mkdir_p(File.dirname(root + path))
    File.write(root + path, "#{text}\n")
  end

  def machine_lacks(path)
    FileUtils.rm_rf(root + path)
  end

  def state_dir
    File.join(root, 'var/lib/readystage')
  end

  # Names of everything in the spool, also of what readers leave alone.
  def spooled_names
    incoming = File.join(state_dir, 'incoming')
    File.directory?(incoming) ? Dir.children(incoming).sort : []
  end

  def reports
    spooled_names.map { |name| JSON.parse(File.read(File.join(state_dir, 'incoming', name))) }
  end

  # What a dispatcher would see of each report, in the order of writing.
  def told
    reports.map { |report| [report['status'], report['phase']] }
  end
end
