import socket
import ssl
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from server.core.tls import AuthorityBroken, ensure_certificates


class Clock:
    def __init__(self, now):
        self._now = now

    def now(self):
        return self._now


TODAY = datetime.now(UTC)


def leaf_of(certificates):
    return x509.load_pem_x509_certificate(certificates.cert_file.read_bytes())


def test_a_client_that_pinned_the_authority_trusts_the_server_under_its_name(tmp_path):
    certificates = ensure_certificates(tmp_path / "keys")
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificates.cert_file, certificates.key_file)
    client = ssl.create_default_context(cadata=certificates.ca_pem)
    near, far = socket.socketpair()

    def answer():
        with server.wrap_socket(far, server_side=True) as connection:
            connection.unwrap()

    with near, far:
        answering = threading.Thread(target=answer)
        answering.start()
        with client.wrap_socket(near, server_hostname="hms-server") as connection:
            version = connection.version()
            connection.unwrap()
        answering.join()

    assert version == "TLSv1.3"


def test_the_certificate_names_the_server_wherever_it_stands(tmp_path):
    leaf = leaf_of(ensure_certificates(tmp_path))

    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    assert {"hms-server", "localhost", socket.gethostname()} <= set(names.get_values_for_type(x509.DNSName))
    assert "127.0.0.1" in map(str, names.get_values_for_type(x509.IPAddress))


def test_a_restart_changes_nothing(tmp_path):
    first = ensure_certificates(tmp_path)
    files = {path: path.read_bytes() for path in tmp_path.iterdir()}

    again = ensure_certificates(tmp_path)

    assert again == first
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_keys_are_for_the_servers_account_alone(tmp_path):
    ensure_certificates(tmp_path / "keys")

    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}


@pytest.mark.parametrize(("days", "renewed"), [(730, False), (745, True), (900, True)])
def test_the_certificate_is_renewed_when_it_lasts_less_than_sixty_days_more(tmp_path, days, renewed):
    first = leaf_of(ensure_certificates(tmp_path, Clock(TODAY)))

    later = ensure_certificates(tmp_path, Clock(TODAY + timedelta(days=days)))

    assert (leaf_of(later).serial_number != first.serial_number) is renewed
    assert leaf_of(later).not_valid_after_utc > TODAY + timedelta(days=days + 59)


def test_a_certificate_that_is_not_of_its_key_is_replaced(tmp_path):
    first = ensure_certificates(tmp_path)
    (tmp_path / "server.key").unlink()

    again = ensure_certificates(tmp_path)

    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(again.cert_file, again.key_file)
    assert again.ca_pem == first.ca_pem


def test_a_damaged_certificate_is_replaced(tmp_path):
    certificates = ensure_certificates(tmp_path)
    certificates.cert_file.write_text("half a fi")

    ensure_certificates(tmp_path)

    assert leaf_of(certificates)


def test_an_authority_whose_key_is_lost_is_not_quietly_replaced(tmp_path):
    ensure_certificates(tmp_path)
    (tmp_path / "ca.key").unlink()

    with pytest.raises(AuthorityBroken):
        ensure_certificates(tmp_path)


def test_processes_starting_at_once_agree_on_one_authority(tmp_path):
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: ensure_certificates(tmp_path), range(6)))

    assert len({one.ca_pem for one in made}) == 1
    leaf_of(made[0]).verify_directly_issued_by(x509.load_pem_x509_certificate(made[0].ca_pem.encode()))
    assert {path.name for path in tmp_path.iterdir()} == {"ca.pem", "ca.key", "server.pem", "server.key"}
