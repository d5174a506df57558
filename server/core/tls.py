"""The hospital's own certificate authority, made on first start, and the server's certificate."""

import contextlib
import hashlib
import ipaddress
import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.core.clock import Clock, SystemClock
from server.core.discovery import own_addresses

SERVER_NAME: Final = "hms-server"
"""What clients verify instead of an address, so that the server may move."""

_CA_LIFE: Final = timedelta(days=3650)
_LEAF_LIFE: Final = timedelta(days=800)
_RENEW_BEFORE: Final = timedelta(days=60)
# Screens whose clock is a little behind must not refuse a certificate of today.
_BACKDATED: Final = timedelta(days=1)
_CLOCK: Final = SystemClock()


class AuthorityBroken(RuntimeError):
    """ca.pem and ca.key do not belong together: the keys folder must be restored from its copy."""


@dataclass(frozen=True)
class Certificates:
    """What the listener needs, and what computers pin when they are paired."""

    ca_pem: str
    cert_file: Path
    key_file: Path

    @property
    def fingerprint(self) -> str:
        """As announced on the network: sixteen hex digits."""
        return hashlib.sha256(self.ca_pem.strip().encode()).hexdigest()[:16]


def ensure_certificates(keys_dir: Path, clock: Clock = _CLOCK) -> Certificates:
    """The certificates kept in `keys_dir`: made on first need, the server's renewed in time.

    Several processes may do this at once. Raises AuthorityBroken.
    """
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = clock.now()
    ca_key = _kept_key(keys_dir / "ca.key")
    ca_pem = _kept(keys_dir / "ca.pem", lambda: _pem(_authority(ca_key, now)))
    ca = x509.load_pem_x509_certificate(ca_pem)
    if ca.public_key() != ca_key.public_key():
        raise AuthorityBroken(f"{keys_dir / 'ca.pem'} and ca.key do not belong together.")
    # The key stays when the certificate is renewed: two files could not be replaced in one step.
    key = _kept_key(keys_dir / "server.key")
    leaf_file = keys_dir / "server.pem"
    if not _still_good(leaf_file, key, ca, now):
        _write(leaf_file, _pem(_leaf(key, ca, ca_key, now)))
    return Certificates(ca_pem.decode(), leaf_file, keys_dir / "server.key")


def _authority(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = _name("HMS hospital CA")
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + _CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_may_sign(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _leaf(
    key: ec.EllipticCurvePrivateKey, ca: x509.Certificate, ca_key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(SERVER_NAME))
        .issuer_name(ca.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + _LEAF_LIFE)
        .add_extension(x509.SubjectAlternativeName(_names()), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )


def _still_good(path: Path, key: ec.EllipticCurvePrivateKey, ca: x509.Certificate, now: datetime) -> bool:
    """Whether the certificate is ours, is of this key, and lasts for a while."""
    try:
        leaf = x509.load_pem_x509_certificate(path.read_bytes())
        leaf.verify_directly_issued_by(ca)
    except (FileNotFoundError, ValueError, InvalidSignature):
        return False
    return leaf.public_key() == key.public_key() and leaf.not_valid_after_utc - now >= _RENEW_BEFORE


def _names() -> list[x509.GeneralName]:
    hosts = dict.fromkeys((SERVER_NAME, "localhost", socket.gethostname()))
    addresses = dict.fromkeys(("127.0.0.1", "::1", *own_addresses()))
    return [
        *(x509.DNSName(host) for host in hosts if host and host.isascii()),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in addresses),
    ]


def _kept_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(_kept(path, _new_key), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise AuthorityBroken(f"{path} holds a key of another kind.")
    return key


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's content, made on first need; when several processes make it, one wins and all read that one."""
    if not path.exists():
        made = _beside(path, make())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
    return path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    """Replaces the file in one step."""
    _beside(path, content).replace(path)


def _beside(path: Path, content: bytes) -> Path:
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with beside.open("xb") as file:
        beside.chmod(0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())  # a computer is paired with this authority for years: it must survive a power cut
    return beside


def _new_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _may_sign() -> x509.KeyUsage:
    return x509.KeyUsage(
        key_cert_sign=True,
        crl_sign=True,
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
