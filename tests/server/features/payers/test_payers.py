from decimal import Decimal
from typing import Any

import pytest

from shared.contracts import patients, payers
from shared.contracts.payers import CategoryNotFound, PayerCodeTaken, PayerNotFound
from shared.errors import Forbidden, StaleVersion
from shared.ids import PatientCategoryId, PayerId, new_id
from shared.models.patients import Sex, TypedAge
from shared.models.payers import PayerKind
from shared.permissions import Role

RAHIMA: dict[str, Any] = {"name": "Rahima Begum", "sex": Sex.FEMALE, "age": TypedAge(amount=54)}


@pytest.fixture
def delta(api):
    return api(Role.MANAGER).send(
        payers.add(code="delta", name="Delta Life", kind=PayerKind.INSURER, default_share=Decimal(80))
    )


def categories(api):
    return {each.code: each for each in api(Role.RECEPTIONIST).send(payers.choices()).categories}


def test_a_hospital_starts_with_a_few_categories_and_no_payer(api):
    choices = api(Role.RECEPTIONIST).send(payers.choices())

    assert [each.name for each in choices.categories] == ["Senior citizen", "Staff", "Welfare"]
    assert choices.payers == []


def test_a_payer_is_known_by_its_code_whoever_adds_it(api, delta):
    assert (delta.code, delta.default_share) == ("DELTA", 80)

    with pytest.raises(PayerCodeTaken):
        api(Role.MANAGER).send(payers.add(code="DELTA", name="Another", kind=PayerKind.COMPANY))


def test_a_payer_that_left_stays_known(api, delta):
    changed = api(Role.MANAGER).send(
        payers.change(payer_id=delta.id, version=1, name="Delta", kind=delta.kind, is_active=False)
    )

    assert (changed.version, changed.is_active) == (2, False)
    assert api(Role.RECEPTIONIST).send(payers.choices()).payers == [changed]
    with pytest.raises(StaleVersion):
        api(Role.MANAGER).send(payers.change(payer_id=delta.id, version=1, name="Delta", kind=delta.kind))


def test_a_category_is_added_renamed_and_retired(api):
    added = api(Role.MANAGER).send(payers.add_category(code="student", name="Student"))
    changed = api(Role.MANAGER).send(
        payers.change_category(category_id=added.id, version=1, name="Nursing student", is_active=False)
    )

    assert categories(api)["STUDENT"] == changed


def test_a_card_says_the_category_the_payer_and_the_policy_which_rests_encrypted(api, delta, owner):
    staff = categories(api)["STAFF"]
    card = api(Role.RECEPTIONIST).send(
        patients.register(**RAHIMA, category_id=staff.id, payer_id=delta.id, policy_no="D-4711")
    )

    kept = api(Role.RECEPTIONIST).send(patients.get(patient_id=card.id))

    assert (kept.category_id, kept.payer_id, kept.policy_no) == (staff.id, delta.id, "D-4711")
    assert b"4711" not in owner.execute("SELECT policy_no FROM patients").fetchone()[0]


def test_what_is_taken_off_a_card_is_off(api, delta):
    card = api(Role.RECEPTIONIST).send(patients.register(**RAHIMA, payer_id=delta.id, policy_no="D-4711"))

    kept = api(Role.RECEPTIONIST).send(
        patients.update(patient_id=card.id, version=card.version, name=card.name, sex=card.sex)
    )

    assert (kept.category_id, kept.payer_id, kept.policy_no) == (None, None, "")


def test_a_card_names_nobody_who_does_not_exist(api):
    with pytest.raises(PayerNotFound):
        api(Role.RECEPTIONIST).send(patients.register(**RAHIMA, payer_id=PayerId(new_id())))
    with pytest.raises(CategoryNotFound):
        api(Role.RECEPTIONIST).send(patients.register(**RAHIMA, category_id=PatientCategoryId(new_id())))


def test_reception_chooses_payers_but_keeps_none(api):
    with pytest.raises(Forbidden):
        api(Role.RECEPTIONIST).send(payers.add(code="X", name="X", kind=PayerKind.COMPANY))
