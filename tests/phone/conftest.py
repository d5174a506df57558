"""A patient's browser, a real server, and the staff who move the queue."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import sync_playwright

from shared.ages import AgeUnit
from shared.contracts import appointments, patients, queue
from shared.ids import EmployeeId, new_id
from shared.models.patients import Sex, TypedAge
from tests.support.desk import Desk
from tests.support.processes import ServerProcess
from tests.support.stores import FURNISHED, fresh_database

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "test-out" / "phone"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "locale": "en", "has_touch": True}
LANGUAGES = ("en", "bn", "hi", "ar")
# As root Chromium has no sandbox, and a test's browser asks nothing of the internet.
_FLAGS = [
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_SLOW = EmployeeId(new_id())


@dataclass
class Clinic:
    """Reception, and one doctor with a queue of the test's own."""

    desk: Desk
    doctor: Desk
    doctor_id: EmployeeId

    def check_in(self, name="Zubaida Qureshi"):
        age = TypedAge(amount=30, unit=AgeUnit.YEARS)
        card = self.desk.send(patients.register(name=name, sex=Sex.FEMALE, age=age, confirmed=True))
        return self.desk.send(appointments.book(patient_id=card.id, doctor_id=self.doctor_id, check_in=True))

    def call_next(self):
        return self.doctor.send(queue.call_next(doctor_id=self.doctor_id))

    def move(self, call, entry, **more):
        return self.doctor.send(call(appointment_id=entry.appointment_id, version=entry.version, **more))


@pytest.fixture(scope="package")
def server(furnished, store_urls, admin, store_home):
    databases = fresh_database(store_urls, admin, FURNISHED)
    fresh = next(databases)
    with psycopg.connect(fresh.owner_dsn, autocommit=True) as owner:
        owner.execute(
            "UPDATE settings SET languages = %s, name_local = %s", (",".join(LANGUAGES), "শান্তিনগর জেনারেল হাসপাতাল")
        )
        owner.execute(
            "INSERT INTO analytes "
            "(id, test_type_id, code, name, unit, decimals, kind, choices, formula, is_share, is_lifelong, line) "
            "SELECT gen_random_uuid(), id, 'CRP', 'CRP', 'mg/L', 1, 'number', '', '', false, false, 1 "
            "FROM test_types WHERE code = 'CRP'"
        )
        # Whose patients nobody ever calls.
        owner.execute(
            "INSERT INTO employees "
            "(id, full_name, degrees, department_id, room_id, is_doctor, token_prefix, is_active) "
            "SELECT %s, 'Dr Patience', '', department_id, room_id, true, 'W', true FROM employees WHERE id = %s",
            (_SLOW, furnished.employees["doctor"]),
        )
    server = ServerProcess.beside(fresh, store_home / "phone", store_home / "test-keys", HMS_PHONE_PORT="0")
    server.start()
    try:
        server.wait_answering(within=90)
        yield server
    finally:
        server.stop()
        next(databases, None)


@pytest.fixture(scope="package")
def clinics(server, furnished):
    desk = Desk(server, furnished, "receptionist")
    return iter(
        [
            Clinic(desk, Desk(server, furnished, who), furnished.employees[who])
            for who in ("doctor", "doctor_b", "doctor_c")
        ]
    )


@pytest.fixture
def clinic(clinics):
    return next(clinics)


@pytest.fixture(scope="package")
def link(server, furnished):
    """Of somebody who waits behind another, and stays there."""
    desk = Desk(server, furnished, "receptionist")
    clinic = Clinic(desk, desk, _SLOW)
    clinic.check_in("Omar Farooq")
    return clinic.check_in().phone_link


@pytest.fixture(scope="package")
def chromium(tmp_path_factory):
    """With the fonts the client brings: a bare machine has none for Bengali or Arabic."""
    program = shutil.which("chromium")
    assert program, "These tests need Chromium. Type: sudo apt-get install -y --no-install-recommends chromium"
    fonts = tmp_path_factory.mktemp("fonts")
    (fonts / "fonts.conf").write_text(
        f"<fontconfig><dir>{ROOT / 'client/resources/fonts'}</dir><cachedir>{fonts}</cachedir></fontconfig>"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=_FLAGS, env={**os.environ, "FONTCONFIG_FILE": str(fonts / "fonts.conf")}
        )
        yield browser
        browser.close()


class Phones:
    """Browsers with nothing in them yet, and what they complained of."""

    def __init__(self, chromium):
        self._chromium = chromium
        self._contexts = []
        self.complaints = []

    def open(self, link, path="", **settings):
        context = self._chromium.new_context(**{**PHONE, **settings})
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(link + path)
        return page

    def close(self):
        for context in self._contexts:
            context.close()

    def _heard(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@pytest.fixture
def phones(chromium):
    """Whatever a browser complains of fails the test."""
    phones = Phones(chromium)
    yield phones
    phones.close()
    assert phones.complaints == []


@pytest.fixture(scope="session")
def pictures():
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
