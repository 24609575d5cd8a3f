# @summary Writes the agent's configuration.
#
# @api private
class readystage::config {
  unless $caller_module_name == $module_name {
    fail("${title} is private to the module, include readystage instead")
  }

  $puppet_ssl = $readystage::use_puppet_certificate ? {
    true    => $facts.dig('readystage', 'puppet_ssl').lest || { {} },
    default => {},
  }

  if $readystage::ca_content {
    $ca_file = "${readystage::config_dir}/ca.pem"
  } else {
    $ca_file = $readystage::ca_file.lest || { $puppet_ssl['localcacert'] }
  }
  $cert_file = $readystage::cert_file.lest || { $puppet_ssl['hostcert'] }
  $key_file = $readystage::key_file.lest || { $puppet_ssl['hostprivkey'] }

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
      'optional'  => {
        'ca_file'       => $ca_file,
        'cert_file'     => $cert_file,
        'key_file'      => $key_file,
        'gate'          => $readystage::gate,
        'gate_deadline' => $readystage::gate_deadline,
      },
      'state_dir' => $readystage::state_dir,
    }),
  }
}
