# @summary Reports how the run went. The only class in our stage, and it holds one resource.
#
# Classes in one stage have no order among each other: whatever else were in it could fail after the report.
#
# @api private
class readystage::report {
  unless $caller_module_name == $module_name {
    fail("${title} is private to the module, include readystage instead")
  }

  readystage_report { 'puppet':
    ensure                => reported,
    state_dir             => $readystage::state_dir,
    ready_when            => $readystage::ready_when,
    boot_id               => $facts.dig('readystage', 'boot_id'),
    accept_cached_catalog => $readystage::accept_cached_catalog,
    data                  => $readystage::data,
  }
}
