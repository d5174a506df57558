from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from client.core.changes import Changes
from client.views.settings.facts_form import FactsForm
from client.views.settings.page import build_settings
from client.widgets.theme import theme
from shared.contracts import house, sign_in
from shared.ids import ClosingDayId, DepartmentId, EmployeeId, HouseChangeId, RoleId, RoomId
from shared.languages import Language
from shared.models.common import Page
from shared.models.house import (
    BookedThere,
    ClosingDay,
    DepartmentDetails,
    HouseChange,
    HouseChangeKind,
    HouseFacts,
    HouseSettings,
    RoomDetails,
)
from shared.models.sign_in import RoleChoice, SignInRulesDetails
from shared.permissions import Role
from tests.client.cashier.conftest import KnownSession
from tests.client.examples import NOON
from tests.client.fakes import FakeCalls

ROLES = tuple(
    RoleChoice(id=RoleId(UUID(int=number)), name=name)
    for number, name in enumerate(
        ("administrator", "cashier", "doctor", "lab_technician", "manager", "nurse", "pathologist", "Night porter"), 1
    )
)
RULES = SignInRulesDetails(
    version=4,
    openid_has_secret=True,
    roles=ROLES,
    second_factor_roles=(ROLES[0].id,),
    openid_name="Company",
    openid_issuer="https://id.example",
    openid_client_id="hms",
)

FACTS = HouseFacts(
    name="Shantinagar General Hospital",
    name_local="শান্তিনগর জেনারেল হাসপাতাল",
    address="12 Hospital Road, Shantinagar, Dhaka 1217",
    phone="+880 2 4831 0000",
    print_head="Reg. 1234 · shantinagar.example",
    timezone="Asia/Dhaka",
    cash_step=Decimal(1),
    languages=(Language.BENGALI, Language.ENGLISH),
)
KEPT = HouseSettings(facts=FACTS, version=4, logo=None, currency_fixed=True)


def department(number, name, people=0, *, is_active=True):
    return DepartmentDetails(id=DepartmentId(UUID(int=number)), name=name, is_active=is_active, people=people)


def room(number, name, where, *people, is_active=True):
    return RoomDetails(
        id=RoomId(UUID(int=number)),
        name=name,
        department_id=where.id,
        department=where.name,
        is_active=is_active,
        people=list(people),
    )


MEDICINE = department(1, "Medicine", 4)
HEART = department(2, "Cardiology", 2)
OLD = department(3, "Homeopathy", is_active=False)
ROOMS = [
    room(1, "204", MEDICINE, "Dr. Farhana Rahman"),
    room(2, "205", MEDICINE),
    room(3, "301", HEART, "Dr. Imran Hossain", "Dr. Nusrat Jahan"),
    room(4, "Store", HEART, is_active=False),
]


def closing_day(number, day, name, booked=0):
    return ClosingDay(
        id=ClosingDayId(UUID(int=number)), day=day, name=name, who="Nasreen Akter", at=NOON, booked=booked
    )


VICTORY = closing_day(1, date(2026, 12, 16), "Victory Day", 14)
CHRISTMAS = closing_day(2, date(2026, 12, 25), "Christmas")
EID = [closing_day(3 + number, date(2027, 3, 10 + number), "Eid al-Fitr") for number in range(3)]
BOOKED = [
    BookedThere(day=VICTORY.day, doctor_id=EmployeeId(UUID(int=number)), doctor=name, visits=visits)
    for number, (name, visits) in enumerate((("Dr. Farhana Rahman", 11), ("Dr. Imran Hossain", 3)))
]


def change(number, kind, subject, before, after):
    return HouseChange(
        id=HouseChangeId(UUID(int=number)),
        at=NOON,
        who="Nasreen Akter",
        workstation="Office 1",
        kind=kind,
        subject=subject,
        before=before,
        after=after,
    )


CHANGES = [
    change(3, HouseChangeKind.SETTING, "cash_step", "0", "1"),
    change(2, HouseChangeKind.ROOM, "Store", "Store · Cardiology", "(Store · Cardiology)"),
    change(1, HouseChangeKind.SETTING, "phone", "", "+880 2 4831 0000"),
]


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(house.settings, KEPT)
    calls.answers(house.departments, Page(items=[HEART, MEDICINE, OLD]))
    calls.answers(house.rooms, Page(items=ROOMS))
    calls.answers(house.closing_days, Page(items=[VICTORY, CHRISTMAS, *EID]))
    calls.answers(house.booked_there, Page(items=BOOKED))
    calls.answers(house.changes, Page(items=CHANGES, more=True))
    calls.answers(sign_in.rules, RULES)
    calls.answers(sign_in.second_factors, Page(items=[], more=False))
    return calls


@pytest.fixture
def page(calls, stream, qtbot, answered):
    theme()
    desk = SimpleNamespace(
        calls=calls, session=KnownSession(Role.ADMINISTRATOR), changes=Changes(cast("Any", stream), debounce_ms=1)
    )
    page = build_settings(cast("Any", desk))
    qtbot.addWidget(page)
    page.resize(1278, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(cast("FactsForm", page.pages[0]).entries["name"].read)
    return page
