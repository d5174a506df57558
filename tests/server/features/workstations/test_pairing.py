import hmac
import secrets
from datetime import timedelta

import pytest

from server.features.workstations.service import open_pairing
from shared.contracts import access, workstations
from shared.contracts.workstations import PairingRefused
from shared.errors import NotPaired
from shared.models.workstations import WorkstationKind
from shared.rules import pairing
from tests.server.features.access.parallel import at_once
from tests.support.house import PASSWORD
from tests.support.server import Api

NONCE = "0f" * 16


@pytest.fixture
def console(database, clock, application):
    """The server's own console, where nobody is signed in: opens the door for one computer."""

    def open_door():
        with database.transaction() as session:
            return open_pairing(session, clock.now()).code

    return open_door


@pytest.fixture
def ca_pem(anyone):
    return anyone.send(workstations.certificate()).ca_pem


def pair(anyone, code, ca_pem, name="Reception 2"):
    proof = pairing.client_proof(pairing.key(code, ca_pem), NONCE)
    return anyone.send(workstations.pair(nonce=NONCE, proof=proof, name=name, kind=WorkstationKind.RECEPTION))


def refused(anyone, code, ca_pem):
    with pytest.raises(PairingRefused):
        pair(anyone, code, ca_pem)


def another(code):
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def test_the_certificate_is_the_hospitals_own(ca_pem, certificates):
    assert ca_pem == certificates.ca_pem


def test_the_right_code_makes_a_computer_one_of_the_hospital(anyone, console, ca_pem, house, client):
    code = console()

    paired = pair(anyone, code, ca_pem)

    assert hmac.compare_digest(paired.proof, pairing.server_proof(pairing.key(code, ca_pem), NONCE))
    signed_in = Api(client, paired.device_token).send(access.sign_in(user_name="doctor", password=PASSWORD))
    assert signed_in.me.user_name == "doctor"


def test_a_code_works_once(anyone, console, ca_pem):
    code = console()
    pair(anyone, code, ca_pem)

    refused(anyone, code, ca_pem)


def test_of_two_computers_with_one_code_one_gets_in(anyone, console, ca_pem, owner):
    code = console()
    proof = pairing.client_proof(pairing.key(code, ca_pem), NONCE)
    request = {"nonce": NONCE, "proof": proof, "name": "Reception 2", "kind": "reception"}

    answers = at_once([lambda: anyone.raw("POST", "/workstations/pair", json=request).status_code] * 4)

    assert sorted(answers) == [200, 403, 403, 403]
    assert owner.execute("SELECT count(*) FROM workstations").fetchone() == (1,)


def test_after_five_wrong_codes_the_right_one_comes_too_late(anyone, console, ca_pem):
    code = console()
    for _ in range(5):
        refused(anyone, another(code), ca_pem)

    refused(anyone, code, ca_pem)


def test_after_four_wrong_codes_the_right_one_still_works(anyone, console, ca_pem):
    code = console()
    for _ in range(4):
        refused(anyone, another(code), ca_pem)

    assert pair(anyone, code, ca_pem)


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (11, False)])
def test_a_code_is_good_for_ten_minutes(anyone, console, ca_pem, clock, minutes, works):
    code = console()
    clock.advance(timedelta(minutes=minutes))

    if works:
        assert pair(anyone, code, ca_pem)
    else:
        refused(anyone, code, ca_pem)


def test_expired_codes_are_deleted(console, clock, owner):
    console()
    clock.advance(timedelta(minutes=11))

    console()

    assert owner.execute("SELECT count(*) FROM pairings").fetchone() == (1,)


def test_who_shows_another_certificate_in_between_is_found_out_by_both(anyone, console, ca_pem):
    code = console()
    forged = ca_pem.replace("A", "B")

    refused(anyone, code, forged)

    answer = pair(anyone, code, ca_pem)
    assert answer.proof != pairing.server_proof(pairing.key(code, forged), NONCE)


def test_no_door_is_open_unless_somebody_opened_it(anyone, ca_pem):
    refused(anyone, pairing.new_code(), ca_pem)


def test_three_computers_may_be_let_in_at_a_time(anyone, console, ca_pem):
    oldest, *newest = [console() for _ in range(4)]

    refused(anyone, oldest, ca_pem)
    for code in newest:
        assert pair(anyone, code, ca_pem)


def test_a_code_is_not_readable_in_the_database(console, owner):
    code = console()

    [(kept,)] = owner.execute("SELECT code FROM pairings").fetchall()

    assert code.encode() not in bytes(kept)


def test_an_administrator_opens_the_door_from_a_desk(api, anyone, ca_pem, clock):
    opened = api("administrator").send(workstations.open_pairing())

    assert timedelta(minutes=9) < opened.until - clock.now() <= timedelta(minutes=10)
    assert pair(anyone, opened.code, ca_pem)


def test_a_computer_that_was_revoked_can_be_paired_anew(anyone, console, ca_pem, client, owner):
    old = Api(client, pair(anyone, console(), ca_pem).device_token)
    owner.execute("UPDATE workstations SET revoked_at = now()")
    with pytest.raises(NotPaired):
        old.send(access.sign_in(user_name="doctor", password=PASSWORD))

    assert pair(old, console(), ca_pem)


def test_the_proof_of_one_pairing_is_worth_nothing_for_another_nonce(anyone, console, ca_pem):
    proof = pairing.client_proof(pairing.key(console(), ca_pem), NONCE)

    with pytest.raises(PairingRefused):
        anyone.send(
            workstations.pair(
                nonce=secrets.token_hex(16), proof=proof, name="Reception 2", kind=WorkstationKind.RECEPTION
            )
        )
