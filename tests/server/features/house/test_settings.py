from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from shared.contracts import access, appointments, billing, patients, schedules, staff
from shared.contracts import house as calls
from shared.contracts.house import CurrencyFixed, HoursBooked, HoursPlanned, LogoNotFound, NotALogo, WouldMoveToday
from shared.contracts.prices import TaxUnknown
from shared.errors import Forbidden, InvalidRequest, StaleVersion
from shared.ids import LogoId, new_id
from shared.languages import Language
from shared.models.house import HouseChangeKind
from shared.models.patients import Sex, TypedAge
from shared.money import Currency
from shared.rules.number_formats import DigitGroups
from tests.server.features.appointments.test_slots import at
from tests.server.features.patients.people import registered
from tests.server.features.prices.conftest import set_tax
from tests.server.features.schedules.hours import TODAY, sits
from tests.support.server import Api, people_of

__all__ = ["set_tax"]

NEXT_WEEK = TODAY + timedelta(days=7)


def changed(api, **facts):
    """The administrator changes some of it, as the page does: all of it, based on what stands."""
    office = api("administrator")
    kept = office.send(calls.settings())
    return office.send(calls.change(version=kept.version, facts=kept.facts.model_copy(update=facts)))


def png(side=80, kind="PNG"):
    out = BytesIO()
    Image.new("RGB", (side, side), "#0b7285").save(out, kind)
    return out.getvalue()


def test_what_the_administrator_changes_counts_for_the_next_request(api):
    desk = api("receptionist")
    before = desk.send(staff.hospital())

    saved = changed(
        api, name="Green Life", print_head="Reg. 1234", languages=(Language.BENGALI, Language.ENGLISH), timezone="UTC"
    )

    assert saved.version == 2
    after = desk.send(staff.hospital())
    assert (before.name, after.name) == ("Test Hospital", "Green Life")
    assert (after.print_head, after.languages, after.timezone) == ("Reg. 1234", ("bn", "en"), "UTC")
    assert api("receptionist").send(access.server_info()).hospital == "Green Life"


def test_each_change_is_kept_with_who_and_before_and_after(api, clock):
    changed(api, phone="200", cash_step=Decimal("0.5"))
    changed(api, phone="300")

    history = api("manager").send(calls.changes())

    told = [(one.subject, one.before, one.after, one.who, one.workstation) for one in history.items]
    assert told == [
        ("phone", "200", "300", "Administrator", "office 1"),
        ("cash_step", "0", "0.5", "Administrator", "office 1"),
        ("phone", "100", "200", "Administrator", "office 1"),
    ]
    assert all(one.kind is HouseChangeKind.SETTING and one.at <= clock.now() for one in history.items)
    older = api("manager").send(calls.changes(before=history.items[1].id))
    assert [one.after for one in older.items] == ["200"]


def test_two_who_change_at_once_do_not_undo_each_other(api):
    kept = api("manager").send(calls.settings())
    changed(api, phone="200")

    with pytest.raises(StaleVersion):
        api("manager").send(calls.change(version=kept.version, facts=kept.facts))

    assert api("manager").send(calls.settings()).facts.phone == "200"


def test_the_currency_stays_once_money_was_written_in_it(api):
    patient = api("receptionist").send(patients.register(name="Rahima", sex=Sex.FEMALE, age=TypedAge(amount=54)))
    api("receptionist").send(billing.open_draft(patient_id=patient.id))
    assert api("administrator").send(calls.settings()).currency_fixed

    with pytest.raises(CurrencyFixed):
        changed(api, currency=Currency("KWD"), phone="200")

    assert api("administrator").send(calls.settings()).facts.phone == "100"


def test_before_the_first_bill_the_currency_can_be_another(api):
    assert not api("administrator").send(calls.settings()).currency_fixed

    assert changed(api, currency=Currency("KWD")).facts.currency == "KWD"


def test_hours_change_tomorrow_and_never_today(client, house, clock):
    at = {hour: datetime(2026, 11, 22, hour, 30, tzinfo=UTC) for hour in (0, 1)}
    sunday, monday = date(2026, 11, 22), date(2026, 11, 23)

    def today(now):
        """In Dhaka it is six hours later."""
        clock.set(now)
        return Api(client, house.device_for("display")).send(staff.hospital()).business_date

    assert today(at[0]) == sunday
    with pytest.raises(WouldMoveToday) as refused:
        changed(people_of(client, house), day_starts=7)
    assert refused.value.hour == 7

    assert today(at[1]) == sunday
    changed(people_of(client, house), day_starts=7)
    assert today(at[1]) == sunday
    assert today(at[0] + timedelta(days=1)) == sunday
    assert today(at[1] + timedelta(days=1)) == monday


def test_a_session_never_comes_to_lie_in_two_business_days(api, house):
    sits(api("receptionist"), house.doctor, 5, 7)

    with pytest.raises(HoursPlanned) as refused:
        changed(api, day_starts=6)

    assert refused.value.sessions == ("Dr doctor 05:00–07:00",)
    assert changed(api, day_starts=5).facts.day_starts == 5


def test_nobody_who_is_booked_is_moved_by_another_clock(api, house):
    desk = api("receptionist")
    sits(desk, house.doctor, 14, 15)
    patient = registered(desk, "Asha Rahman")
    visit = desk.send(
        appointments.book(patient_id=patient.id, doctor_id=house.doctor, date=NEXT_WEEK, slot_at=at(14, day=NEXT_WEEK))
    )

    with pytest.raises(HoursBooked) as refused:
        changed(api, timezone="Asia/Kathmandu")

    assert (refused.value.visits, refused.value.last) == (1, NEXT_WEEK)
    assert changed(api, timezone="Asia/Dacca", day_starts=5).facts.timezone == "Asia/Dacca"
    desk.send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="Asks for another day"))
    assert changed(api, timezone="Asia/Kathmandu").facts.timezone == "Asia/Kathmandu"


def test_nor_to_another_day_where_the_session_they_were_booked_into_is_gone(api, house):
    desk = api("receptionist")
    extra = desk.send(
        schedules.add_dated(
            doctor_id=house.doctor, date=NEXT_WEEK, starts=time(5), ends=time(7), slot_minutes=20, reason="Camp"
        )
    )
    patient = registered(desk, "Asha Rahman")
    early = at(6, day=NEXT_WEEK) - timedelta(minutes=40)
    desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor, date=NEXT_WEEK, slot_at=early))
    desk.send(schedules.withdraw_dated(session_id=extra.id))

    with pytest.raises(HoursBooked):
        changed(api, day_starts=6)


def test_how_numbers_are_written_and_what_is_proposed_of_taxes_counts_at_once(api, set_tax):
    with pytest.raises(TaxUnknown):
        changed(api, tax_default="VAT15", phone="200")
    assert api("administrator").send(calls.settings()).facts.phone == "100"
    set_tax(code="VAT15", name="VAT", rate=Decimal("0.15"), inclusive=True, valid_from=TODAY)

    changed(
        api,
        digit_groups=DigitGroups.LAKHS,
        tax_default="VAT15",
        tax_inclusive=True,
    )

    told = api("receptionist").send(access.server_info())
    assert told.digit_groups is DigitGroups.LAKHS
    house = api("receptionist").send(staff.hospital())
    assert (house.tax_default, house.tax_inclusive) == ("VAT15", True)
    newest = api("manager").send(calls.changes()).items[0]
    assert (newest.subject, newest.before, newest.after) == ("tax_inclusive", "no", "yes")


@pytest.mark.parametrize(
    "wrong",
    [
        {"timezone": "Asia/Atlantis"},
        {"timezone": "../etc/passwd"},
        {"languages": ()},
        {"languages": ("en", "en")},
        {"currency": "taka"},
        {"currency": "BTD"},
        {"discount_limit": Decimal(101)},
        {"day_starts": 13},
        {"name": " "},
        {"phone_url": "javascript:alert(1)"},
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_changes(api, wrong):
    kept = api("administrator").send(calls.settings())
    facts = {**kept.facts.model_dump(mode="json"), **wrong}
    body = {"version": kept.version, "facts": {**facts, "discount_limit": str(facts["discount_limit"])}}

    answer = api("administrator").raw(
        "POST", "/house", json=body, headers={"Command-Key": "01K0000000000000000000000A"}
    )

    assert answer.status_code == InvalidRequest.status
    assert api("administrator").send(calls.settings()) == kept


def test_a_logo_is_a_small_png_and_its_history_stays(api):
    office = api("administrator")

    first = office.send(calls.set_logo(image=png())).logo
    second = office.send(calls.set_logo(image=png(40))).logo

    assert api("display").send(calls.logo(logo_id=second)).image == png(40)
    assert api("display").send(calls.logo(logo_id=first)).image == png()
    assert api("receptionist").send(staff.hospital()).logo == second
    assert office.send(calls.set_logo(image=None)).logo is None
    with pytest.raises(LogoNotFound):
        office.send(calls.logo(logo_id=LogoId(new_id())))


@pytest.mark.parametrize("image", [b"GIF89a", png(700), png(40, "JPEG")])
def test_anything_else_is_no_logo(api, image):
    with pytest.raises(NotALogo):
        api("administrator").send(calls.set_logo(image=image))


@pytest.mark.parametrize("who", ["receptionist", "doctor", "cashier"])
def test_nobody_else_changes_the_house(api, who):
    with pytest.raises(Forbidden):
        api(who).send(calls.settings())
