"""An authority like Puppet's: host certificates with pp_instance_id, and a revocation list."""

import subprocess

CONFIG = """\
[req]
distinguished_name = name
prompt = no
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[host]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth, clientAuth
authorityKeyIdentifier = keyid
{extension}
[ca]
default_ca = puppet
[puppet]
database = index.txt
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_crl_days = 30
crlnumber = crlnumber
"""
INSTANCE_ID = "1.3.6.1.4.1.34380.1.1.2"


class Authority:
    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(mode=0o700)
        (folder / "index.txt").touch()
        (folder / "crlnumber").write_text("01\n")
        self._openssl("req", "-x509", "-extensions", "authority", "-subj", "/CN=Puppet CA", "-days", "30", *self._key("ca"), "-out", "ca.pem")
        self.revoke()

    def host(self, name, serial, instance_id=None):
        """(certificate, key) of a machine, both paths."""
        extension = f"{INSTANCE_ID} = ASN1:UTF8String:{instance_id}" if instance_id else ""
        file = f"{name}-{serial}"
        self._openssl(
            "req", "-x509", "-extensions", "host", "-subj", f"/CN={name}", "-days", "30", "-set_serial", str(serial),
            "-CA", "ca.pem", "-CAkey", "ca.key", *self._key(file), "-out", f"{file}.pem", extension=extension,
        )  # fmt: skip
        return self.folder / f"{file}.pem", self.folder / f"{file}.key"

    def revoke(self, certificate=None):
        """Writes crl.pem anew, with this certificate on it."""
        if certificate:
            self._openssl("ca", "-revoke", certificate)
        self._openssl("ca", "-gencrl", "-out", "crl.pem.new")
        (self.folder / "crl.pem.new").rename(self.folder / "crl.pem")

    @staticmethod
    def _key(name):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key"]

    def _openssl(self, command, *arguments, extension=""):
        (self.folder / "openssl.cnf").write_text(CONFIG.format(extension=extension))
        subprocess.run(
            ["openssl", command, "-config", "openssl.cnf", *arguments], cwd=self.folder, check=True, capture_output=True
        )
