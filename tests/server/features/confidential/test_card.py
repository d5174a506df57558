"""Of a confidential record reception has name, phone and address; an allergy is read by whoever may harm by it."""

from typing import Any, Final

import pytest

from shared.contracts import appointments, audit, confidential, patients, payers
from shared.models.patients import PatientDetails, Severity, Sex
from shared.models.payers import PayerKind
from shared.permissions import Role
from tests.server.features.patients.people import THIRTY

NOTE, POLICY, SUBSTANCE = "Wife must not know of the clinic", "D-4711", "Penicillin"
TOLD: Final[dict[str, Any]] = {"name": "Nasreen Minister", "sex": Sex.FEMALE, "phone": "01711-402317"}


@pytest.fixture
def vip(api):
    reception = api(Role.RECEPTIONIST)
    card = reception.send(patients.register(**TOLD, age=THIRTY, notes=NOTE, policy_no=POLICY, confirmed=True))
    told = patients.record_allergy(patient_id=card.id, substance=SUBSTANCE, severity=Severity.SEVERE)
    reception.send(told)
    close(api, card.id)
    return card.id


def close(api, patient_id, *, on=True):
    mark = confidential.mark(patient_id=patient_id, confidential=on, reason="Asked for it herself")
    api(Role.MANAGER).send(mark)


def shown(card: PatientDetails):
    return card.is_closed, card.notes, card.policy_no, card.hides_allergies, [each.substance for each in card.allergies]


CARD: Final[tuple[Any, ...]] = (True, "", "", True, [])
WITH_ALLERGIES = (True, "", "", False, [SUBSTANCE])
WHOLE = (False, NOTE, POLICY, False, [SUBSTANCE])


def test_who_has_to_know_an_allergy_reads_it_and_who_treats_reads_all(api, house, vip):
    booking = appointments.book(patient_id=vip, doctor_id=house.doctor, check_in=True)
    api(Role.RECEPTIONIST).send(booking)
    for who, seen in (
        (Role.RECEPTIONIST, CARD),
        (Role.CASHIER, CARD),
        (Role.MANAGER, CARD),
        (Role.LAB_TECHNICIAN, CARD),
        ("doctor_b", WITH_ALLERGIES),
        (Role.NURSE, WITH_ALLERGIES),
        (Role.PHARMACIST, WITH_ALLERGIES),
        ("doctor", WHOLE),
    ):
        card = api(who).send(patients.get(patient_id=vip))
        assert (who, card.name, card.phone, shown(card)) == (who, TOLD["name"], TOLD["phone"], seen)
    close(api, vip, on=False)
    assert shown(api(Role.CASHIER).send(patients.get(patient_id=vip))) == WHOLE


def test_what_is_written_answers_with_no_more_than_is_read(api, vip):
    reception = api(Role.RECEPTIONIST)
    card = reception.send(patients.record_allergy(patient_id=vip, substance="Latex", severity=Severity.MILD))
    assert shown(card) == CARD

    (_, latex) = api(Role.NURSE).send(patients.get(patient_id=vip)).allergies
    gone = patients.withdraw_allergy(patient_id=vip, allergy_id=latex.id, reason="Was somebody else's")
    assert shown(reception.send(gone)) == CARD


def test_what_was_not_shown_is_not_written_over(api, vip):
    reception = api(Role.RECEPTIONIST)
    version = reception.send(patients.get(patient_id=vip)).version
    typed = TOLD | {"phone": "01999-000000"}
    card = reception.send(patients.update(**typed, patient_id=vip, version=version, notes="", policy_no=""))
    assert (shown(card), card.phone) == (CARD, "01999-000000")
    card = reception.send(patients.update(**typed, patient_id=vip, version=card.version, notes="Deaf", policy_no="N-1"))
    close(api, vip, on=False)

    card = reception.send(patients.get(patient_id=vip))
    assert (card.notes, card.policy_no, card.phone) == (NOTE, "N-1", "01999-000000")
    reception.send(patients.update(**typed, patient_id=vip, version=card.version, notes="", policy_no=""))
    card = reception.send(patients.get(patient_id=vip))
    assert (card.notes, card.policy_no) == ("", "")  # of an open record what is empty was emptied


def test_another_payer_ends_a_policy_number_that_was_not_shown(api, vip):
    payer = api(Role.MANAGER).send(payers.add(code="DELTA", name="Delta Life", kind=PayerKind.INSURER)).id
    reception = api(Role.RECEPTIONIST)
    version = reception.send(patients.get(patient_id=vip)).version
    reception.send(patients.update(**TOLD, patient_id=vip, version=version, payer_id=payer))
    close(api, vip, on=False)

    assert reception.send(patients.get(patient_id=vip)).policy_no == ""


def test_the_log_of_changes_does_not_tell_what_stood_on_a_closed_card(api, vip, owner):
    (change,) = owner.execute(
        "SELECT id FROM audit_log WHERE table_name = 'patients' AND action = 'insert' AND patient_id = %s", [vip]
    ).fetchone()
    manager = api(Role.MANAGER)

    assert NOTE not in repr(manager.send(audit.change(change_id=change)))
    close(api, vip, on=False)
    assert NOTE in repr(manager.send(audit.change(change_id=change)))
