# What a small site does to a new VM. The first line is all that readystage asks of it.
include readystage

$flavour = 'foo'
$jobs = '/srv/jobs'

file { [$jobs, "${jobs}/incoming", "${jobs}/done"]:
  ensure => directory,
}

file { '/usr/local/bin/job-runner':
  mode    => '0755',
  content => @("RUNNER"/L$),
    #!/bin/sh
    # Takes the jobs of a dispatcher one after the other.
    for job in ${jobs}/incoming/*; do
        [ -x "\$job" ] && "\$job" && mv "\$job" ${jobs}/done/
    done
    exit 0
    | RUNNER
}

# With `quickstart --fail` the packages of this flavour cannot be had, as happens to a mirror now and then.
$install = lookup('demo::install_fails', Boolean, 'first', false) ? {
  true    => "/bin/sh -c 'echo mirror.example.org: no package ${flavour}; exit 100'",
  default => "/bin/sh -c 'echo ${flavour} > /etc/flavour'",
}

exec { "install-${flavour}":
  command => $install,
  creates => '/etc/flavour',
}

exec { 'try-job-runner':
  command => '/usr/local/bin/job-runner',
  require => [File['/usr/local/bin/job-runner', "${jobs}/incoming", "${jobs}/done"], Exec["install-${flavour}"]],
}
