# frozen_string_literal: true

Puppet::Type.newtype(:readystage_report) do
  @doc = <<~DOC
    @summary Hands the verdict of the Puppet run over to the readystage agent.

    At the end of the transaction, and also when a failed dependency made Puppet skip this resource, the provider judges the
    run and leaves one small file in the agent's spool: `ready`; `failed` with the names of the failed resources; or
    `progress` when the run says nothing about the VM (noop, a part of the catalog only, a cached catalog). It uses no
    network, and nothing in it can make the run fail. What has been told already is not told again.

    The class `readystage` declares it in a stage after all others; do the same if you declare it yourself.

    @example In a class of the last stage
      readystage_report { 'puppet': }
  DOC

  newparam(:name, namevar: true) do
    desc 'A name for it; it goes nowhere.'
  end

  newparam(:state_dir) do
    desc "The folder of the agent's state; its `incoming` is the spool."
    defaultto '/var/lib/readystage'

    validate do |value|
      raise ArgumentError, "state_dir must be an absolute path, not #{value.inspect}" unless Puppet::Util.absolute_path?(value.to_s, :posix)
    end
  end

  newproperty(:ensure) do
    desc 'Whether the verdict of this run is known to the agent.'
    defaultto :reported

    newvalue(:reported) { provider.announce }

    def retrieve
      provider.pending? ? :pending : :reported
    end

    def change_to_s(_current, _desired)
      "handed over to the agent: #{provider.verdict}"
    end

    # A new verdict is no drift of the system that Puppet would have corrected.
    def idempotent?
      false
    end
  end
end
