# frozen_string_literal: true

module PuppetX
  module Readystage
    # A file that is wholly there or not at all, whenever the power fails: temporary file in the same folder, fsync, rename,
    # fsync of the folder. In two steps, so that a full disk shows before anything is announced.
    # Every method raises SystemCallError, which names the path.
    class DurableFile
      # Bytes are on the disk, but nobody sees them yet: readers of the spool, and systemd's DirectoryNotEmpty=, leave names
      # with a leading dot alone.
      def self.stage(path, bytes)
        new(path).tap { |file| file.stage(bytes) }
      end

      def self.write(path, bytes)
        stage(path, bytes).commit
      end

      # With its parents, for nobody else to read. An existing folder stays as it is.
      def self.make_directory(path)
        return if File.directory?(path)

        make_directory(File.dirname(path))
        Dir.mkdir(path, 0o700)
        sync(File.dirname(path))
      end

      def self.sync(folder)
        File.open(folder, &:fsync)
      end

      def initialize(path)
        @path = path
        @temporary = File.join(File.dirname(path), ".#{File.basename(path)}.tmp")
      end

      def stage(bytes)
        self.class.make_directory(File.dirname(@path))
        File.open(@temporary, File::WRONLY | File::CREAT | File::TRUNC | File::BINARY, 0o600) do |file|
          file.write(bytes)
          file.fsync
        end
      rescue SystemCallError
        discard
        raise
      end

      def commit
        File.rename(@temporary, @path)
        self.class.sync(File.dirname(@path))
      end

      def discard
        File.unlink(@temporary)
      rescue SystemCallError
        nil # There was nothing to discard.
      end
    end
  end
end
