"""The server refuses what nobody answered for, and keeps what was answered."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from server.features.vitals.repository import VitalsRepository
from shared.contracts import appointments, consultations, patients, prescriptions, vitals
from shared.contracts.prescriptions import MedicineNotFound, UnsettledWarnings
from shared.errors import Forbidden, InvalidRequest
from shared.ids import MedicineId, new_id
from shared.models.appointments import AppointmentType
from shared.models.patients import Severity
from shared.models.prescriptions import NewPrescriptionItem, Override, WarningKind, WarningLevel
from shared.permissions import Role
from shared.rules.dosing import Frequency, Need
from tests.server.features.consultations.visits import in_room


@pytest.fixture
def amoxicillin(house):
    return NewPrescriptionItem(
        medicine_id=house.medicines["Amoxicillin 500 mg"], dose=Decimal(1), frequency=Frequency.TDS, days=7
    )


@pytest.fixture
def paracetamol(house):
    return NewPrescriptionItem(
        medicine_id=house.medicines["Paracetamol 500 mg"], dose=Decimal(2), frequency=Frequency.TDS, days=5
    )


@pytest.fixture
def allergic(api, house):
    """In the room, and allergic to penicillin."""
    visit_id = in_room(api, house)
    who = api("doctor").send(consultations.get(appointment_id=visit_id)).patient
    api("doctor").send(
        patients.record_allergy(patient_id=who.id, substance="Penicillin", reaction="rash", severity=Severity.SEVERE)
    )
    return visit_id


def test_a_draft_is_checked_and_nothing_is_written(api, owner, allergic, amoxicillin):
    (warning,) = api("doctor").send(prescriptions.check(appointment_id=allergic, items=[amoxicillin])).items

    assert (warning.rule, warning.kind, warning.level) == ("ALG-PEN", WarningKind.ALLERGY, WarningLevel.STOP)
    assert warning.source.startswith("BNF")
    assert owner.execute("SELECT count(*) FROM prescriptions").fetchone() == (0,)


def test_it_is_refused_with_all_its_warnings_and_nothing_is_written(api, owner, allergic, amoxicillin):
    with pytest.raises(UnsettledWarnings) as refused:
        api("doctor").send(prescriptions.prescribe(appointment_id=allergic, items=[amoxicillin]))

    assert [warning.rule for warning in refused.value.warnings] == ["ALG-PEN"]
    assert owner.execute("SELECT count(*) FROM prescriptions").fetchone() == (0,)


def test_an_override_is_kept_with_the_prescription_its_rule_and_the_version_of_the_rules(
    api, owner, allergic, amoxicillin
):
    (warning,) = api("doctor").send(prescriptions.check(appointment_id=allergic, items=[amoxicillin])).items
    override = Override(key=warning.key, reason="Tested negative last year")

    given = api("doctor").send(
        prescriptions.prescribe(appointment_id=allergic, items=[amoxicillin], overrides=[override])
    )

    (kept,) = api(Role.PHARMACIST).send(prescriptions.get(prescription_id=given.id)).warnings
    assert (kept.rule, kept.override) == ("ALG-PEN", "Tested negative last year")
    assert owner.execute("SELECT knowledge FROM prescription_warnings").fetchone() == ("2026.1",)


@pytest.mark.parametrize("reason", ["", "  ", "ok"])
def test_a_reason_that_says_nothing_is_refused(api, allergic, amoxicillin, reason):
    (warning,) = api("doctor").send(prescriptions.check(appointment_id=allergic, items=[amoxicillin])).items
    override = Override.model_construct(key=warning.key, reason=reason)

    with pytest.raises(InvalidRequest):
        api("doctor").send(
            prescriptions.prescribe.bind(
                prescriptions.prescribe.request.model_construct(
                    appointment_id=allergic, items=[amoxicillin], overrides=[override]
                )
            )
        )


def test_a_reason_for_one_dose_is_none_for_a_higher_one(api, house, amoxicillin):
    visit_id = in_room(api, house)
    many = amoxicillin.model_copy(update={"dose": Decimal(3)})
    more = amoxicillin.model_copy(update={"dose": Decimal(6)})
    (warning,) = api("doctor").send(prescriptions.check(appointment_id=visit_id, items=[many])).items

    with pytest.raises(UnsettledWarnings):
        api("doctor").send(
            prescriptions.prescribe(
                appointment_id=visit_id,
                items=[more],
                overrides=[Override(key=warning.key, reason="Agreed with the specialist")],
            )
        )


def test_what_is_still_taken_of_an_earlier_visit_counts_until_its_days_are_over(api, house, clock, paracetamol):
    first = in_room(api, house)
    who = api("doctor").send(consultations.get(appointment_id=first)).patient
    api("doctor").send(prescriptions.prescribe(appointment_id=first, items=[paracetamol]))
    api("doctor").send(consultations.complete(appointment_id=first, version=1))
    booked = api(Role.RECEPTIONIST).send(
        appointments.book(
            patient_id=who.id,
            doctor_id=house.employees["doctor_b"],
            type=AppointmentType.NEW,
            check_in=True,
        )
    )
    syrup = paracetamol.model_copy(update={"medicine_id": house.medicines["Paracetamol 250 mg/5 mL"]})

    def found(who):
        page = api(who).send(prescriptions.check(appointment_id=booked.id, items=[syrup]))
        return [(warning.rule, warning.found) for warning in page.items]

    soon = found("doctor_b")
    clock.advance(timedelta(days=6))

    assert soon == [("DUP-INGREDIENT", "Paracetamol 500 mg (RX-2026-000001)")]
    assert found("doctor_c") == []  # whose sitting begins only now


def test_a_cancelled_one_is_not_taken_any_more(api, house, paracetamol):
    first = in_room(api, house)
    given = api("doctor").send(prescriptions.prescribe(appointment_id=first, items=[paracetamol]))
    api("doctor").send(prescriptions.cancel(prescription_id=given.id, reason="Wrong patient"))
    who = api("doctor").send(consultations.get(appointment_id=first)).patient
    booked = api(Role.RECEPTIONIST).send(
        appointments.book(
            patient_id=who.id, doctor_id=house.employees["doctor_b"], type=AppointmentType.NEW, check_in=True
        )
    )
    syrup = paracetamol.model_copy(update={"medicine_id": house.medicines["Paracetamol 250 mg/5 mL"]})

    assert api("doctor_b").send(prescriptions.check(appointment_id=booked.id, items=[syrup])).items == []


def test_only_who_prescribes_may_ask_and_only_for_known_medicines(api, allergic, amoxicillin):
    with pytest.raises(Forbidden):
        api(Role.PHARMACIST).send(prescriptions.check(appointment_id=allergic, items=[amoxicillin]))
    unknown = amoxicillin.model_copy(update={"medicine_id": MedicineId(new_id())})
    with pytest.raises(MedicineNotFound):
        api("doctor").send(prescriptions.check(appointment_id=allergic, items=[unknown]))


def when_needed(house, **changes):
    tablets = NewPrescriptionItem(
        medicine_id=house.medicines["Paracetamol 500 mg"],
        dose=Decimal(2),
        frequency=Frequency.PRN,
        most_a_day=4,
        needed_for=Need.PAIN,
    )
    return NewPrescriptionItem.model_validate(tablets.model_dump() | changes)


def test_what_is_taken_when_needed_says_for_what_and_how_often_at_most(api, house):
    visit_id = in_room(api, house)

    given = api("doctor").send(prescriptions.prescribe(appointment_id=visit_id, items=[when_needed(house)]))

    assert [(item.most_a_day, item.needed_for, item.quantity) for item in given.items] == [(4, Need.PAIN, None)]
    for missing in ({"most_a_day": None}, {"needed_for": None}):
        with pytest.raises(ValidationError):
            prescriptions.prescribe(appointment_id=visit_id, items=[when_needed(house, **missing)])
        # A draft is checked while it is still being typed.
        api("doctor").send(prescriptions.check(appointment_id=visit_id, items=[when_needed(house, **missing)]))
    with pytest.raises(ValidationError):
        prescriptions.prescribe(appointment_id=visit_id, items=[when_needed(house, frequency=Frequency.TDS)])


def test_the_most_a_day_counts_against_the_highest_dose(api, house):
    visit_id = in_room(api, house)

    with pytest.raises(UnsettledWarnings) as refused:
        api("doctor").send(prescriptions.prescribe(appointment_id=visit_id, items=[when_needed(house, most_a_day=5)]))

    assert [(w.rule, w.found) for w in refused.value.warnings] == [("DOSE-PARA", "5000 mg a day")]


def test_a_child_is_dosed_by_the_weight_that_was_measured_within_the_month(api, house, clock, owner, database):
    visit_id = in_room(api, house)
    owner.execute("UPDATE patients SET birth_date = '2024-11-01'")
    who = api("doctor").send(consultations.get(appointment_id=visit_id)).patient
    syrup = NewPrescriptionItem(
        medicine_id=house.medicines["Paracetamol 250 mg/5 mL"], dose=Decimal(10), frequency=Frequency.QID, days=3
    )

    def kinds():
        found = api("doctor").send(prescriptions.check(appointment_id=visit_id, items=[syrup])).items
        return {warning.kind for warning in found}

    assert kinds() == {WarningKind.UNKNOWN_WEIGHT}
    api("doctor").send(vitals.record(appointment_id=visit_id, weight_kg=Decimal(11)))
    assert kinds() == {WarningKind.DOSE}

    with database.transaction() as session:
        weights = VitalsRepository(session)
        assert weights.weight_since(who.id, clock.now() - timedelta(days=30)) == Decimal(11)
        assert weights.weight_since(who.id, clock.now()) is None, "an old weight is none"
