import asyncio
from datetime import date

import pytest

from benchmarks.people import load
from server.features.patients.renewing import keep_search
from shared.contracts import patients
from shared.contracts.patients import NoSuchNumber
from shared.models.patients import Sex
from shared.permissions import Role
from tests.server.features.patients.people import THIRTY, registered
from tests.support.plans import indexes, listening


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def people(desk):
    return {
        name: registered(desk, name, phone=phone)
        for name, phone in (
            ("Mohammad Rahim Uddin", "01711-000001"),
            ("Rahima Khatun", "01822 000002"),
            ("José Álvarez", None),
            ("Karim Mia", "+8801933000003"),
        )
    }


def found(desk, term):
    return [p.name for p in desk.send(patients.search(term=term)).items]


@pytest.mark.parametrize(
    ("term", "names"),
    [
        ("rahim", ["Rahima Khatun", "Mohammad Rahim Uddin"]),
        ("uddin moham", ["Mohammad Rahim Uddin"]),
        ("KARIM", ["Karim Mia"]),
        ("alvarez jose", ["José Álvarez"]),
        ("karim rahim", []),
        ("ka mi", ["Karim Mia"]),
        ("p-2026-0002", ["Rahima Khatun"]),
        ("0002", ["Rahima Khatun"]),
        ("01711000001", ["Mohammad Rahim Uddin"]),
        ("+880 1711-000001", ["Mohammad Rahim Uddin"]),
        ("01933000003", ["Karim Mia"]),
        ("00000", ["Karim Mia", "Mohammad Rahim Uddin", "Rahima Khatun"]),
    ],
)
def test_words_in_any_order_phones_and_numbers_find(desk, people, term, names):
    assert found(desk, term) == names


@pytest.mark.parametrize("term", ["mohamad", "muhammad rahim", "khatoon"])
def test_a_misspelt_name_finds_what_is_most_like_it(desk, people, term):
    assert found(desk, term)[0] in {"Mohammad Rahim Uddin", "Rahima Khatun"}


@pytest.mark.parametrize("term", ["", "   ", "%", "_", "%%%", "\\", "xyzzyq"])
def test_nothing_and_wildcards_find_nobody(desk, people, term):
    assert found(desk, term) == []


def test_few_letters_find_the_beginnings_of_words_the_first_words_first(desk, people):
    assert found(desk, "m") == ["Mohammad Rahim Uddin", "Karim Mia"]
    assert found(desk, "ka") == ["Karim Mia"]
    assert found(desk, "ud") == ["Mohammad Rahim Uddin"]


def test_a_name_in_its_own_script_is_found(desk):
    made = desk.send(patients.register(name="Asha", name_local="আশা রহমান", sex=Sex.FEMALE, age=THIRTY))

    assert [p.id for p in desk.send(patients.search(term="রহমান")).items] == [made.id]


def test_who_was_put_away_is_not_found(desk, people, owner):
    owner.execute("UPDATE patients SET is_active = false WHERE name = 'Karim Mia'")

    assert found(desk, "karim") == []
    assert "Karim Mia" not in found(desk, "k")


def test_more_says_that_there_are_more(desk, people):
    page = desk.send(patients.search(term="rahim", limit=1))

    assert ([p.name for p in page.items], page.more) == (["Rahima Khatun"], True)


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Mohammad Rahim Uddin", "Muhammed Roheem"),
        ("Mohammad Rahim Uddin", "md rohim udin"),
        ("Rahima Khatun", "roheema khatoon"),
        ("Kamal Chowdhury", "choudhuri"),
        ("Yusuf Hossain", "eusuf hussein"),
        ("Joseph Gomes", "yousuf"),
        ("Shahnaz Sarkar", "sahnaj shorkar"),
        ("Rahima Khatun", "rahmia khatnu"),
        ("Abdulkarim Miah", "karim"),
    ],
)
def test_however_it_is_spelt_the_same_person_is_found(desk, kept, typed):
    registered(desk, kept)
    registered(desk, "Somebody Else")

    assert found(desk, typed) == [kept]


@pytest.mark.parametrize("typed", ["rahima", "রহিমা", "roheema khatoon", "রহীমা"])
def test_a_name_in_another_script_is_found_by_its_sound(desk, typed):
    made = desk.send(patients.register(name="রহিমা খাতুন", sex=Sex.FEMALE, age=THIRTY))

    assert [p.id for p in desk.send(patients.search(term=typed)).items] == [made.id]


def test_the_surest_match_comes_first(desk):
    for name in ("Abdul Khan Karim", "Karimul Khan", "Karim Khan", "Kareem Khan", "Kamrul Karim Khan"):
        registered(desk, name)

    assert found(desk, "karim khan") == [
        "Karim Khan",
        "Kamrul Karim Khan",
        "Abdul Khan Karim",
        "Karimul Khan",
        "Kareem Khan",
    ]


@pytest.mark.parametrize(
    "scanned", ["P-2026-0002", "P20260002", "p-2026-0002", "Pß2026ß0002", "প২০২৬০০০২", "2026-0002"]
)
def test_a_scanned_card_finds_its_patient_alone_whatever_the_keyboard(desk, people, scanned):
    assert found(desk, scanned) == ["Rahima Khatun"]


@pytest.mark.parametrize("typed", ["01711000001", "০১৭১১০০০০০১", "000001", "017110", "7110000", "+880 1711"])
def test_a_phone_is_found_by_its_end_its_beginning_or_a_part(desk, people, typed):
    assert "Mohammad Rahim Uddin" in found(desk, typed)


def test_a_family_shares_a_phone_and_all_of_it_is_found(desk):
    for name in ("Karim Mia", "Asha Mia", "Badal Mia"):
        registered(desk, name, phone="01711000001")

    assert sorted(found(desk, "01711000001")) == ["Asha Mia", "Badal Mia", "Karim Mia"]


@pytest.mark.parametrize("typed", ["khatun 0002", "rahima 000002", "kha 0182"])
def test_a_name_and_a_number_together_find(desk, people, typed):
    assert found(desk, typed) == ["Rahima Khatun"]


def test_who_was_registered_by_another_version_is_found_once_the_server_has_renewed_the_keys(
    desk, people, owner, database
):
    owner.execute("UPDATE patients SET found_by = '{}'")
    owner.execute("TRUNCATE name_words")
    owner.execute("DELETE FROM counters WHERE name = 'patients:search'")
    assert found(desk, "roheema") == []

    asyncio.run(keep_search(database, asyncio.Event()))

    assert found(desk, "roheema") == ["Rahima Khatun", "Mohammad Rahim Uddin"]
    assert found(desk, "khatnu") == ["Rahima Khatun"]
    assert owner.execute("SELECT version FROM patients").fetchall() == [(1,)] * len(people)


def test_every_statement_of_a_search_goes_by_its_index(house, desk, database, fresh, owner, keys):
    load(fresh.owner_url, keys, 4000)
    expected = {
        "P-2018-00012": {"uq_patients_patient_no"},
        "p-2018-00": {"uq_patients_patient_no"},
        "01711": {
            "ix_patients_phone_end",
            "ix_patients_phone_digits",
            "ix_patients_phone_part",
            "ix_patients_found_by",
        },
        "ra": {"ix_patients_by_name"},
        "rahima 4711": {"ix_patients_found_by", "ix_patients_phone_part"},
        "zzqqx khatnu": {"ix_patients_by_name", "ix_patients_found_by", "ix_name_words_word"},
    }

    plans = {}
    for term in expected:
        with listening(database) as statements:
            desk.send(patients.search(term=term))
        # the rows to be shown are read by their ids at the end
        plans[term] = indexes(owner, statements, "patients", "name_words") - {"pk_patients"}

    assert plans == expected
    with listening(database) as statements:
        desk.send(patients.look_alikes(name="Rahima Khatun", born=date(1990, 5, 5), phone="01711000001"))
    assert indexes(owner, statements, "patients") - {"pk_patients"} == {"ix_patients_phone_end", "ix_patients_found_by"}


def test_a_card_finds_its_patient_however_the_scanner_types_it(api, house):
    patient = registered(api(Role.RECEPTIONIST), "Rahima Begum")
    number = patient.patient_no

    for typed in (number, number.replace("-", ""), number.replace("-", "").lower()):
        assert api(Role.CASHIER).send(patients.by_number(number=typed)).id == patient.id


def test_a_card_of_nobody_is_told(api, house):
    with pytest.raises(NoSuchNumber):
        api(Role.CASHIER).send(patients.by_number(number="P20269999"))
