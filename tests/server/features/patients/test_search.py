import time
from datetime import date

import pytest

from shared.contracts import patients
from shared.contracts.patients import NoSuchNumber
from shared.models.patients import Sex
from shared.permissions import Role
from tests.server.features.patients.people import THIRTY, registered


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


def test_few_letters_find_names_that_begin_so(desk, people):
    assert found(desk, "m") == ["Mohammad Rahim Uddin"]
    assert found(desk, "ka") == ["Karim Mia"]
    assert found(desk, "ud") == []


def test_a_name_in_its_own_script_is_found(desk):
    made = desk.send(patients.register(name="Asha", name_local="আশা রহমান", sex=Sex.FEMALE, age=THIRTY))

    assert [p.id for p in desk.send(patients.search(term="রহমান")).items] == [made.id]


def test_who_was_put_away_is_not_found(desk, people, owner):
    owner.execute("UPDATE patients SET is_active = false WHERE name = 'Karim Mia'")

    assert found(desk, "karim") == []
    assert found(desk, "k") == []


def test_more_says_that_there_are_more(desk, people):
    page = desk.send(patients.search(term="rahim", limit=1))

    assert ([p.name for p in page.items], page.more) == (["Rahima Khatun"], True)


@pytest.fixture
def fifty_thousand(house, owner):
    first = ["mohammad", "rahim", "karim", "asha", "fatema", "jamal", "nasrin", "sultana", "abdul", "rokeya"]
    last = ["uddin", "khan", "begum", "hossain", "akter", "mia", "sarker", "das", "roy", "chowdhury"]
    # Filled without its index, which is made again at once: fifty thousand single entries take half a minute.
    (index,) = owner.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_patients_search'").fetchone()
    owner.execute("DROP INDEX ix_patients_search")
    owner.execute(
        """
        INSERT INTO patients (id, patient_no, name, name_local, sex, birth_date, birth_precision, birth_recorded_on,
            phone, phone_digits, email, kin_name, address, is_active, version, registered_at, search)
        SELECT gen_random_uuid(), no, name, '', 'female', %s, 'year', %s, phone, phone, '', '', '', true, 1, now(),
            name || E' \\n  \\n ' || lower(no) || E' \\n ' || phone
        FROM (
            SELECT 'P-2025-' || lpad(i::text, 5, '0') AS no, '017' || lpad((i * 7919 %% 100000000)::text, 8, '0')
            AS phone, (%s::text[])[1 + i %% 10] || ' ' || (%s::text[])[1 + i / 10 %% 10] || ' '
            || substr(md5(i::text), 1, 6) AS name FROM generate_series(1, 50000) AS i
        ) AS made
        """,
        (date(1990, 1, 1), date(2026, 1, 1), first, last),
    )
    owner.execute(index)
    owner.execute("ANALYZE patients")


def test_fifty_thousand_patients_are_searched_as_one_types(desk, fifty_thousand):
    terms = ["r", "ra", "rah", "rahim", "rahim kh", "khan moham", "0171234", "p-2025-04211", "fatma begm", "zzz"]
    took = []
    for term in terms * 3:
        start = time.perf_counter()
        desk.send(patients.search(term=term))
        took.append(time.perf_counter() - start)

    # The target is 50 ms of the 95th; a shared machine gets room.
    assert sorted(took)[int(len(took) * 0.9)] < 0.25, dict(zip(terms, took[-len(terms) :], strict=True))


def test_a_card_finds_its_patient_however_the_scanner_types_it(api, house):
    patient = registered(api(Role.RECEPTIONIST), "Rahima Begum")
    number = patient.patient_no

    for typed in (number, number.replace("-", ""), number.replace("-", "").lower()):
        assert api(Role.CASHIER).send(patients.by_number(number=typed)).id == patient.id


def test_a_card_of_nobody_is_told(api, house):
    with pytest.raises(NoSuchNumber):
        api(Role.CASHIER).send(patients.by_number(number="P20269999"))
