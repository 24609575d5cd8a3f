# @summary Writes the agent's configuration.
#
# @api private
class readystage::config {
  unless $caller_module_name == $module_name {
    fail("${title} is private to the module, include readystage instead")
  }

  $ca_file = $readystage::ca_content ? {
    undef   => $readystage::ca_file,
    default => "${readystage::config_dir}/ca.pem",
  }

  file { $readystage::config_dir:
    ensure => directory,
    owner  => 'root',
    group  => 'root',
    mode   => '0755',
  }

  if $readystage::ca_content {
    file { $ca_file:
      ensure  => file,
      owner   => 'root',
      group   => 'root',
      mode    => '0644',
      content => $readystage::ca_content,
      before  => File["${readystage::config_dir}/agent.conf"],
    }
  }

  file { "${readystage::config_dir}/agent.conf":
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('readystage/agent.conf.epp', {
      'managers'  => [$readystage::manager].flatten,
      'ca_file'   => $ca_file,
      'state_dir' => $readystage::state_dir,
    }),
  }
}
