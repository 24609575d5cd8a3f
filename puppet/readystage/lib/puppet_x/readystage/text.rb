# frozen_string_literal: true

module PuppetX
  module Readystage
    # Words of Puppet as a report can hold them.
    module Text
      # What the protocol allows for a name of a resource and for each word about the run.
      MOST_BYTES = 512

      # One line of valid UTF-8. Titles of resources may hold any bytes, and a script as the title of an exec is no rarity.
      def self.line(value)
        utf8 = value.to_s.dup.force_encoding(Encoding::UTF_8).scrub
        utf8.gsub(/[[:cntrl:]]+/, ' ').byteslice(0, MOST_BYTES).scrub('')
      end
    end
  end
end
