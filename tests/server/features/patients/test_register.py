from datetime import UTC, date, datetime, timedelta

import pytest

from shared.ages import AgeUnit, Precision
from shared.contracts import patients
from shared.contracts.patients import BirthImpossible, PatientNotFound, PossibleDuplicate
from shared.errors import StaleVersion
from shared.ids import PatientId, new_id
from shared.models.patients import Birth, BloodGroup, NextOfKin, Sex, TypedAge
from tests.server.features.patients.people import THIRTY, registered


@pytest.fixture
def desk(api):
    return api("receptionist")


def test_the_first_of_a_year_is_number_one_and_the_numbers_have_no_gap(api, clock):
    first, second = (registered(api("receptionist"), name) for name in ("Asha Rahman", "Badal Khan"))
    clock.set(datetime(2027, 1, 2, 6, tzinfo=UTC))
    third = registered(api("nurse"), "Chitra Das")

    assert [p.patient_no for p in (first, second, third)] == ["P-2026-0001", "P-2026-0002", "P-2027-0001"]


def test_the_number_grows_past_four_digits(desk, owner):
    owner.execute("INSERT INTO counters (name, last) VALUES ('patient:2026', 9999)")

    assert registered(desk, "Asha Rahman").patient_no == "P-2026-10000"


def test_a_refused_registration_uses_no_number(desk):
    registered(desk, "Asha Rahman")
    with pytest.raises(PossibleDuplicate):
        desk.send(patients.register(name="Asha Rahman", sex=Sex.FEMALE, age=THIRTY))

    assert registered(desk, "Badal Khan").patient_no == "P-2026-0002"


@pytest.mark.parametrize(
    ("age", "born", "precision"),
    [
        (TypedAge(amount=45, unit=AgeUnit.YEARS), date(1981, 11, 22), Precision.YEAR),
        (TypedAge(amount=8, unit=AgeUnit.MONTHS), date(2026, 3, 22), Precision.MONTH),
        (TypedAge(amount=10, unit=AgeUnit.DAYS), date(2026, 11, 12), Precision.DAY),
        (TypedAge(amount=0, unit=AgeUnit.DAYS), date(2026, 11, 22), Precision.DAY),
    ],
)
def test_an_age_said_at_the_counter_becomes_a_birth_date_of_that_precision(desk, age, born, precision):
    patient = desk.send(patients.register(name="Asha Rahman", sex=Sex.FEMALE, age=age))

    assert patient.birth == Birth(date=born, precision=precision)


@pytest.mark.parametrize("born", [date(2026, 11, 23), date(1905, 11, 21)])
def test_nobody_is_born_tomorrow_or_121_years_ago(desk, born):
    with pytest.raises(BirthImpossible):
        desk.send(patients.register(name="Asha Rahman", sex=Sex.FEMALE, birth=Birth(date=born)))


def test_an_age_over_120_is_refused(desk):
    with pytest.raises(BirthImpossible):
        desk.send(patients.register(name="Asha", sex=Sex.FEMALE, age=TypedAge(amount=121, unit=AgeUnit.YEARS)))


def test_the_whole_card_comes_back(desk):
    made = desk.send(
        patients.register(
            name="Asha Rahman",
            name_local="আশা রহমান",
            sex=Sex.FEMALE,
            birth=Birth(date=date(1990, 2, 3)),
            phone="01711-000001",
            email="asha@example.org",
            address="12 Lake Road",
            next_of_kin=NextOfKin(name="Karim Rahman", relation="husband", phone="01711-000002"),
            blood_group=BloodGroup.O_NEG,
        )
    )

    card = desk.send(patients.get(patient_id=made.id))

    assert card == made
    assert (card.email, card.address, card.blood_group) == ("asha@example.org", "12 Lake Road", BloodGroup.O_NEG)
    assert (card.allergies, card.is_active, card.version) == ([], True, 1)


def test_email_and_address_rest_encrypted_and_the_email_can_still_be_looked_up(desk, owner, keys):
    desk.send(
        patients.register(name="Asha", sex=Sex.FEMALE, age=THIRTY, email="Asha@Example.org", address="12 Lake Road")
    )

    email, address, index = owner.execute("SELECT email, address, email_index FROM patients").fetchone()
    assert b"xample" not in email
    assert b"Lake" not in address
    assert index == keys.blind_index("asha@example.org", "patients.email")


def test_reading_a_card_writes_nothing(desk, owner):
    patient = registered(desk, "Asha Rahman")
    before = owner.execute("SELECT xmin::text FROM patients").fetchall()

    desk.send(patients.get(patient_id=patient.id))

    assert owner.execute("SELECT xmin::text FROM patients").fetchall() == before


class TestLookAlikes:
    @pytest.fixture
    def known(self, desk):
        birth = Birth(date=date(1990, 5, 5))
        return desk.send(patients.register(name="Asha Rahman", sex=Sex.FEMALE, birth=birth, phone="+880 1711 000001"))

    @pytest.mark.parametrize(
        "like",
        [
            {"name": "asha  RAHMAN"},
            {"name": "Ásha Rahman"},
            {"name": "Asha R", "phone": "8801711000001"},
            {"name": "Asha Rahman", "sex": Sex.UNKNOWN},
            {"name": "Asha Rahman", "birth": Birth(date=date(1991, 12, 1))},
        ],
    )
    def test_the_same_name_or_phone_is_offered(self, desk, known, like):
        form = {"sex": Sex.FEMALE, "birth": Birth(date=date(1990, 5, 5))} | like

        with pytest.raises(PossibleDuplicate) as refusal:
            desk.send(patients.register(**form))

        assert refusal.value.existing == (known.id,)

    @pytest.mark.parametrize(
        "other",
        [
            {"name": "Asha Rahman", "sex": Sex.MALE},
            {"name": "Asha Rahman", "birth": Birth(date=date(1994, 1, 1))},
            {"name": "Asha Rahmani"},
            {"name": "Asha"},
            {"name": "Badal", "phone": "000001"},
        ],
    )
    def test_who_differs_is_registered(self, desk, known, other):
        form = {"sex": Sex.FEMALE, "birth": Birth(date=date(1990, 5, 5))} | other

        assert desk.send(patients.register(**form)).id != known.id

    def test_confirmed_registers_a_second_person(self, desk, known):
        again = registered(desk, "Asha Rahman")

        assert again.id != known.id

    def test_who_was_put_away_is_not_offered(self, desk, known, owner):
        owner.execute("UPDATE patients SET is_active = false")

        assert desk.send(patients.register(name="Asha Rahman", sex=Sex.FEMALE, birth=known.birth)).id != known.id


class TestUpdate:
    def test_changes_the_card_and_what_the_search_finds(self, desk):
        patient = registered(desk, "Asha Rahman", phone="01711000001")

        changed = desk.send(
            patients.update(patient_id=patient.id, version=1, name="Asha Sultana", sex=Sex.FEMALE, phone="01822000002")
        )

        assert (changed.name, changed.version, changed.birth) == ("Asha Sultana", 2, patient.birth)
        assert [p.id for p in desk.send(patients.search(term="sultana")).items] == [patient.id]
        assert desk.send(patients.search(term="01711000001")).items == []

    def test_a_stale_version_changes_nothing(self, desk):
        patient = registered(desk, "Asha Rahman")
        desk.send(patients.update(patient_id=patient.id, version=1, name="Asha Sultana", sex=Sex.FEMALE))

        with pytest.raises(StaleVersion) as refusal:
            desk.send(patients.update(patient_id=patient.id, version=1, name="Asha Begum", sex=Sex.FEMALE))

        assert refusal.value.version == 2
        assert desk.send(patients.get(patient_id=patient.id)).name == "Asha Sultana"

    def test_nobody_is_changed_who_is_not_there(self, desk):
        with pytest.raises(PatientNotFound):
            desk.send(
                patients.update(patient_id=PatientId(new_id()), version=1, name="Asha", sex=Sex.FEMALE, age=THIRTY)
            )


def test_the_register_says_when(desk, clock):
    patient = registered(desk, "Asha Rahman")

    assert abs(patient.registered_at - clock.now()) < timedelta(seconds=1)
