# frozen_string_literal: true

require_relative '../../puppet_x/readystage/ready_when'

Puppet::Type.newtype(:readystage_report) do
  @doc = <<~DOC
    @summary Hands the verdict of the Puppet run over to the readystage agent.

    At the end of the transaction, and also when a failed dependency made Puppet skip this resource, the provider judges the
    run and leaves one small file in the agent's spool: `ready`; `failed` with the names of the failed resources; or
    `progress` when the run says nothing about the VM yet (noop, a part of the catalog only, a cached catalog, another run is
    wanted). It uses no network, and nothing in it can make the run fail. What has been told already is not told again.

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

  newparam(:ready_when) do
    desc 'Which run that goes well makes the VM ready: `success` the first, `no_changes` the first that changes nothing, `runs N`
      the N-th of a boot. The others are reported as progress, phase `unfinished`.'
    defaultto 'success'

    validate { |value| PuppetX::Readystage::ReadyWhen.new(value) }
  end

  newparam(:boot_id) do
    desc 'The boot for which the catalog was made, from the fact `readystage`. A catalog of another boot was cached, or baked into
      the template: it makes no VM ready.'
  end

  newparam(:accept_cached_catalog) do
    desc 'Whether a run with a catalog from the cache can make the VM ready: `never` when Puppet took it because it could have no
      new one, `same_boot` also then if it was made in this boot, `always` whatever it is.'
    newvalues(:never, :same_boot, :always)
    defaultto :never
  end

  newparam(:data) do
    desc 'A hash that is added to every report as `data`; its values are texts, numbers or booleans.'

    validate do |value|
      raise ArgumentError, "data must be a hash, not #{value.inspect}" unless value.is_a?(Hash)
    end
  end

  newproperty(:ensure) do
    desc 'What is to be told: `reported` the verdict of this run; `configuring`, at once, that the first run of a boot has begun.'
    defaultto :reported

    newvalue(:reported) { provider.announce }
    newvalue(:configuring) { provider.announce }

    def retrieve
      provider.pending? ? :pending : should
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
