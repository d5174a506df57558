from datetime import UTC, date, datetime
from decimal import Decimal

from shared.contracts import staff
from shared.languages import Language
from tests.support.server import Api


def test_doctors_are_listed_with_where_they_sit_and_what_they_cost(api, house):
    page = api("receptionist").send(staff.doctors())

    assert [(one.token_prefix, one.name) for one in page.items] == [
        ("A", "Dr doctor"),
        ("B", "Dr doctor_b"),
        ("C", "Dr doctor_c"),
    ]
    first = page.items[0]
    assert (first.id, first.degrees, first.department) == (house.doctor, "MBBS", "Department of doctor")
    assert first.room
    assert (first.new_fee, first.follow_up_fee) == (Decimal(800), Decimal(500))


def test_a_doctor_who_left_can_not_be_chosen(api, owner):
    owner.execute("UPDATE employees SET is_active = false WHERE token_prefix = 'B'")

    page = api("receptionist").send(staff.doctors())

    assert [one.token_prefix for one in page.items] == ["A", "C"]


def test_a_doctor_without_a_room_can_be_chosen(api, owner):
    owner.execute("UPDATE employees SET room_id = NULL WHERE token_prefix = 'B'")

    page = api("receptionist").send(staff.doctors())

    assert [one.room == "" for one in page.items] == [False, True, False]


def test_the_hospitals_day_begins_when_the_hospital_says(client, house, clock):
    desk = Api(client, house.device_for("display"))
    clock.set(datetime(2026, 11, 22, 21, 30, tzinfo=UTC))
    night = desk.send(staff.hospital())
    clock.set(datetime(2026, 11, 22, 22, 30, tzinfo=UTC))

    morning = desk.send(staff.hospital())

    assert (night.name, night.currency, night.timezone) == ("Test Hospital", "BDT", "Asia/Dhaka")
    assert (night.business_date, morning.business_date) == (date(2026, 11, 22), date(2026, 11, 23))


def test_the_hospital_says_which_languages_it_speaks_to_patients_of_those_that_are_known(client, house, owner):
    desk = Api(client, house.device_for("display"))
    owner.execute("UPDATE settings SET languages = 'bn,xx,en,ar'")

    assert desk.send(staff.hospital()).languages == (Language.BENGALI, Language.ENGLISH, Language.ARABIC)
