# @summary Reports to the readystage manager whether this VM is ready: the whole module in one include.
#
# Installs and configures the readystage agent, and declares one more stage after all others. In it lies a single resource
# which reports how the Puppet run went: the VM is ready, or which resources failed.
#
# @example All that is needed where the manager is called readystage
#   include readystage
#
# @example Another manager, with a certificate authority of its own, in Hiera
#   readystage::manager: https://cloud.example.org:8450
#   readystage::ca_file: /etc/ssl/certs/cloud.pem
#
# @param enable
#   Whether this node reports. With `false` the class declares nothing at all; what was installed before stays as it is.
#
# @param manager
#   Where the manager listens for reports: one URL, or several to try in turn.
#
# @param ca_file
#   The certificate authorities in PEM with which the manager is checked. Without it (and without `ca_content`) the agent
#   uses those of the system.
#
# @param ca_content
#   The same as text: the module writes it to `ca.pem` in `config_dir`. Give one of the two, not both.
#
# @param config_dir
#   The folder of the agent's configuration. The agent by itself reads the default one; elsewhere its units need `--config`.
#
# @param state_dir
#   The folder of the agent's state and spool. The units of the package watch the default one, so change them with it.
#
# @param manage_package
#   Whether the module installs the agent. With `false` it has to come with the template.
#
# @param package_name
#   The name of the agent's package.
#
# @param package_ensure
#   What Puppet's `package` takes as `ensure`. With `package_source` use `latest` to have a newer file installed over an
#   older package.
#
# @param package_source
#   A local .deb or .rpm to install from. Without it the package comes from the package sources of the system.
#
# @param report_stage
#   The name of the stage that the module declares.
#
# @param order_after_all_stages
#   Whether our stage comes after every other stage of the catalog, whoever declares it. With `false` it comes after
#   `Stage['main']` only, and a site that needs a stage after ours orders the rest by itself.
class readystage (
  Boolean                                            $enable                 = true,
  Variant[Readystage::Url, Array[Readystage::Url, 1]] $manager                = 'https://readystage:8450',
  Optional[Readystage::Path]                         $ca_file                = undef,
  Optional[Pattern[/-----BEGIN CERTIFICATE-----/]]   $ca_content             = undef,
  Readystage::Path                                   $config_dir             = '/etc/readystage',
  Readystage::Path                                   $state_dir              = '/var/lib/readystage',
  Boolean                                            $manage_package         = true,
  String[1]                                          $package_name           = 'readystage-agent',
  String[1]                                          $package_ensure         = 'installed',
  Optional[Readystage::Package_file]                 $package_source         = undef,
  Pattern[/\A[a-z][a-z0-9_]*\z/]                     $report_stage           = 'readystage',
  Boolean                                            $order_after_all_stages = true,
) {
  if $ca_file and $ca_content {
    fail('readystage: give either ca_file or ca_content, not both')
  }

  if $enable {
    contain readystage::install
    contain readystage::config
    contain readystage::service

    Class['readystage::install']
    -> Class['readystage::config']
    -> Class['readystage::service']

    # A collector does not match Stage['main'], which the compiler keeps elsewhere: without this line the report would be
    # made first and call a failing run a success.
    stage { $report_stage:
      require => Stage['main'],
    }

    # Collectors wait until the whole catalog is compiled, so stages that are declared after this class are matched, too.
    if $order_after_all_stages {
      Stage <| title != $report_stage and title != 'main' |> -> Stage[$report_stage]
    }

    class { 'readystage::report':
      stage => $report_stage,
    }
  }
}
