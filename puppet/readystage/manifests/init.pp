# @summary Reports to the readystage manager whether this VM is ready: the whole module in one include.
#
# Installs and configures the readystage agent, and declares two more stages: one before all others, which reports that the VM is
# being configured, and one after all others, which reports how the Puppet run went: the VM is ready, or which resources failed.
#
# @example All that is needed where the manager is called readystage and has a certificate of Puppet's authority
#   include readystage
#
# @example Another manager, with a certificate authority of its own, in Hiera
#   readystage::manager: https://cloud.example.org:8450
#   readystage::ca_file: /etc/ssl/certs/cloud.pem
#
# @example A bootstrap that takes several runs, and a last look by a command of the site
#   readystage::ready_when: no_changes
#   readystage::gate: /usr/local/bin/check-services
#
# @param enable
#   Whether this node reports. With `false` the class declares nothing at all; what was installed before stays as it is.
#
# @param only_on_cloudstack
#   Whether the class does nothing, as with `enable => false`, on a machine that is certainly no VM of CloudStack: one without a
#   hypervisor. The fact `readystage` says so in `elsewhere`, and Puppet's debug log.
#
# @param manager
#   Where the manager listens for reports: one URL, or several to try in turn.
#
# @param use_puppet_certificate
#   Whether the agent is given the files with which Puppet's own agent speaks to its server: `localcacert` to check the manager,
#   `hostcert` and `hostprivkey` to prove who it is. So no new secret has to be distributed. Without a Puppet server
#   (`puppet apply`) there are no such files, and this says nothing. The next five parameters win over it.
#
# @param ca_file
#   The certificate authorities in PEM with which the manager is checked. Without it, `ca_content` and Puppet's own the agent uses
#   those of the system.
#
# @param ca_content
#   The same as text: the module writes it to `ca.pem` in `config_dir`. Give one of the two, not both.
#
# @param cert_file
#   The certificate in PEM with which the agent proves who it is. Goes with `key_file`.
#
# @param key_file
#   The private key of `cert_file`.
#
# @param gate
#   A command that is run after Puppet and has to succeed before the VM is ready. The agent repeats it until then; what it prints
#   last is shown as the reason meanwhile.
#
# @param gate_deadline
#   How long it is repeated, at most, before that is reported as a failure. Without it: as long as the agent does by itself, an hour.
#
# @param ready_when
#   Which run that goes well makes the VM ready: `success` the first, `no_changes` the first in which Puppet changes nothing (what a
#   `notify` shows is no change), `runs N` the N-th of a boot. The runs before it are reported as progress.
#
# @param accept_cached_catalog
#   Whether a run with a catalog from the cache can make the VM ready. By default it cannot when Puppet took it because it could
#   have no new one (`usecacheonfailure`), nor when it was made in another boot. `same_boot` accepts one that was made in this
#   boot, `always` any.
#
# @param data
#   What is added to every report, for the dispatcher to see: up to 32 names with short values.
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
#   The name of the stage that reports how the run went. Change it if the site has a stage of this name.
#
# @param order_after_all_stages
#   Whether that stage comes after every other stage of the catalog, whoever declares it. With `false` it comes after
#   `Stage['main']` only, and a site that needs a stage after ours orders the rest by itself.
#
# @param report_configuring
#   Whether the beginning of the first run of a boot is reported, from a stage before all others.
#
# @param configuring_stage
#   The name of that stage.
#
# @param order_before_all_stages
#   Whether that stage comes before every other stage of the catalog. With `false` it comes before `Stage['main']` only.
class readystage (
  Boolean                                             $enable                  = true,
  Boolean                                             $only_on_cloudstack      = true,
  Variant[Readystage::Url, Array[Readystage::Url, 1]] $manager                 = 'https://readystage:8450',
  Boolean                                             $use_puppet_certificate  = true,
  Optional[Readystage::Path]                          $ca_file                 = undef,
  Optional[Pattern[/-----BEGIN CERTIFICATE-----/]]    $ca_content              = undef,
  Optional[Readystage::Path]                          $cert_file               = undef,
  Optional[Readystage::Path]                          $key_file                = undef,
  Optional[Readystage::Command]                       $gate                    = undef,
  Optional[Readystage::Duration]                      $gate_deadline           = undef,
  Readystage::Ready_when                              $ready_when              = 'success',
  Enum['never', 'same_boot', 'always']                $accept_cached_catalog   = 'never',
  Readystage::Data                                    $data                    = {},
  Readystage::Path                                    $config_dir              = '/etc/readystage',
  Readystage::Path                                    $state_dir               = '/var/lib/readystage',
  Boolean                                             $manage_package          = true,
  String[1]                                           $package_name            = 'readystage-agent',
  String[1]                                           $package_ensure          = 'installed',
  Optional[Readystage::Package_file]                  $package_source          = undef,
  Readystage::Stage_name                              $report_stage            = 'readystage',
  Boolean                                             $order_after_all_stages  = true,
  Boolean                                             $report_configuring      = true,
  Readystage::Stage_name                              $configuring_stage       = 'readystage_configuring',
  Boolean                                             $order_before_all_stages = true,
) {
  if $ca_file and $ca_content {
    fail('readystage: give either ca_file or ca_content, not both')
  }
  if ($cert_file =~ Undef) != ($key_file =~ Undef) {
    fail('readystage: cert_file and key_file go together, give both or none')
  }

  $elsewhere = $only_on_cloudstack ? {
    true    => $facts.dig('readystage', 'elsewhere'),
    default => undef,
  }

  if $enable and !$elsewhere {
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

    if $report_configuring {
      stage { $configuring_stage:
        before => Stage['main'],
      }

      if $order_before_all_stages {
        Stage[$configuring_stage] -> Stage <| title != $configuring_stage and title != 'main' |>
      }

      class { 'readystage::configuring':
        stage => $configuring_stage,
      }
    }
  }
}
