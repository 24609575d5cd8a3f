# frozen_string_literal: true

require_relative '../../../puppet_x/readystage/handover'

# No `commands` and no `confine`: where the agent's package could not be installed a confined provider would never be asked,
# exactly when a failure has to be reported.
Puppet::Type.type(:readystage_report).provide(:ruby) do
  desc 'Writes the verdict into the spool of the agent, in Ruby and without the network.'

  class << self
    # The hook below is not told what it is called for.
    def prefetch(resources)
      @reports = resources.values.select { |resource| resource[:ensure] == :reported }
    end

    # Puppet calls it once at the end of the transaction, for skipped resources as well.
    def post_resource_eval
      @reports&.each { |resource| resource.provider.finish }
    ensure
      @reports = nil
    end
  end

  # Looking is allowed in a noop run, handing over a change is not; the hook reports the noop run all the same.
  # That a run has begun is told at once and is never a change: a run that fails later shall not seem to have changed something.
  def pending?
    return false if resource.noop?
    return handover.prepare unless resource[:ensure] == :configuring

    handover.start
    false
  end

  # The report lies on the disk already, that of the run becomes visible when it is over: nothing is left to be done here.
  def announce; end

  def verdict
    handover.verdict
  end

  def finish
    handover.finish
  end

  private

  def handover
    @handover ||= PuppetX::Readystage::Handover.new(resource)
  end
end
