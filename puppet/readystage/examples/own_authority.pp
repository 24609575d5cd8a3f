# A manager whose certificate comes from an authority of the site. The package lies on the template's disk.
class { 'readystage':
  manager        => ['https://controller-1.example.org:8450', 'https://controller-2.example.org:8450'],
  ca_file        => '/etc/ssl/certs/cloud.pem',
  package_source => '/var/cache/readystage/readystage-agent.rpm',
  package_ensure => 'latest',
}
