"""A certificate authority for one afternoon, and the manager's certificate."""

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
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = {names}
"""


def make(folder, names):
    """Writes ca.pem, ca.key, server.pem and server.key; `names` are OpenSSL's, such as DNS:readystage and IP:10.1.1.1."""
    folder.mkdir(mode=0o700)
    (folder / "openssl.cnf").write_text(CONFIG.format(names=", ".join(names)))
    _certify(folder, "ca", "/CN=readystage demo authority", "authority")
    _certify(folder, "server", "/CN=readystage", "server", "-CA", "ca.pem", "-CAkey", "ca.key")


def _certify(folder, name, subject, extensions, *issuer):
    subprocess.run(
        ["openssl", "req", "-x509", "-config", "openssl.cnf", "-extensions", extensions, "-subj", subject, *issuer]
        + ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
        + ["-keyout", f"{name}.key", "-out", f"{name}.pem"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
