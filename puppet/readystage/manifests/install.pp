# @summary Installs the agent.
#
# @api private
class readystage::install {
  unless $caller_module_name == $module_name {
    fail("${title} is private to the module, include readystage instead")
  }

  if $readystage::manage_package {
    # Package sources know nothing of a file that lies here, so it goes to the tool which installs files.
    $provider = $readystage::package_source ? {
      /\.deb\z/ => 'dpkg',
      /\.rpm\z/ => 'rpm',
      default   => undef,
    }

    package { $readystage::package_name:
      ensure   => $readystage::package_ensure,
      source   => $readystage::package_source,
      provider => $provider,
    }
  }
}
