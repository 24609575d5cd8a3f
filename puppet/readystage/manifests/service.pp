# @summary Has the spool watched, where systemd runs.
#
# Elsewhere the report itself starts the delivery.
#
# @api private
class readystage::service {
  unless $caller_module_name == $module_name {
    fail("${title} is private to the module, include readystage instead")
  }

  if $facts.dig('readystage', 'systemd') {
    service { 'readystage-agent.path':
      ensure => running,
      enable => true,
    }
  }
}
