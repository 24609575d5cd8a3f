# frozen_string_literal: true

Puppet::Type.newtype(:brittle_children) do
  @doc = 'A resource that cannot make its children; it does not fail itself.'

  newparam(:name, namevar: true)

  def eval_generate
    raise 'the children cannot be listed'
  end
end
