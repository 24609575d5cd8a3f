# @summary Reports that the VM is being configured, when the first run of a boot begins.
#
# @api private
class readystage::configuring {
  unless $caller_module_name == $module_name {
    fail("${title} is private to the module, include readystage instead")
  }

  readystage_report { 'configuring':
    ensure    => configuring,
    state_dir => $readystage::state_dir,
    data      => $readystage::data,
  }
}
