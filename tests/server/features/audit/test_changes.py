"""Every change is kept, before and after, with who, where, by which call and why."""

import io
from datetime import date

import psycopg
import pytest
from openpyxl import load_workbook

from server.features.audit.content import CONTENT
from server.schema import METADATA
from shared.contracts import appointments, audit, charts, confidential, patients
from shared.contracts import house as places
from shared.contracts.audit import ChangeNotFound
from shared.errors import Forbidden
from shared.ids import new_id
from shared.models.audit import ChangeAction
from shared.models.charts import ChartPart, OpenedBy
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Role
from tests.server.features.patients.people import registered
from tests.support.plans import indexes, listening

# Not audited; why is told where they are named (guards/z_audit.sql).
_UNAUDITED = {
    *("appointment_events", "access_log", "audit_log", "seals", "seal_anchors", "audit_forms", "audit_checks"),
    *("command_log", "outbox", "counters", "stock_levels", "name_words", "phone_links", "report_runs"),
}


def changes_of(api, patient_no, **asked):
    return api(Role.MANAGER).send(audit.changes(patient_no=patient_no, **asked)).items


def details(api, change_id, role=Role.MANAGER):
    return api(role).send(audit.change(change_id=change_id))


@pytest.fixture
def patient(api):
    return registered(api(Role.RECEPTIONIST), "Asha Rahman")


def test_every_table_is_audited_or_said_not_to_be(owner):
    watched = owner.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audited'")
    audited = {name for (name,) in watched}

    assert audited == METADATA.tables.keys() - _UNAUDITED
    assert CONTENT.keys() == audited


def test_a_change_tells_who_did_what_where_by_which_call_and_why(api, house, patient):
    desk = api(Role.RECEPTIONIST)
    desk.send(
        patients.update(patient_id=patient.id, version=1, name=patient.name, sex=patient.sex, address="7 Lake Road")
    )

    changed, made = changes_of(api, patient.patient_no, table="patients")

    assert (made.action, made.fields) == (ChangeAction.INSERT, [])
    assert changed.action is ChangeAction.UPDATE
    assert changed.fields == ["address", "version"]
    assert (changed.who, changed.workstation) == ("Receptionist", "reception 1")
    assert changed.call.startswith("POST /patients")
    address = details(api, changed.id).values[0]
    assert address.name == "address"
    assert (address.before, address.after, address.hidden) == ("", "7 Lake Road", False)


def test_why_is_what_the_request_said(api, house, patient):
    desk = api(Role.RECEPTIONIST)
    visit = desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor))
    desk.send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="went home"))

    cancelled = changes_of(api, patient.patient_no, table="appointments")[0]

    assert cancelled.reason == "went home"


def test_what_keeps_the_house_up_says_why_where_somebody_told_it(api):
    office = api(Role.ADMINISTRATOR)
    office.send(places.add_department(name="Cardiology", reason="The new wing"))
    office.send(places.add_department(name="Neurology"))

    told = [one.reason for one in office.send(audit.changes(table="departments", call="/house")).items]

    assert told == ["", "The new wing"]


def test_what_stood_in_a_record_is_seen_by_who_may_read_such_a_record(api, owner, patient):
    made = changes_of(api, patient.patient_no, table="patients")[0]

    for_manager, for_administrator = details(api, made.id), details(api, made.id, Role.ADMINISTRATOR)

    assert {one.name: one.after for one in for_manager.values}["name"] == "Asha Rahman"
    assert all(one.hidden and one.after is None for one in for_administrator.values)
    assert (for_administrator.patient, for_administrator.patient_no) == ("", patient.patient_no)


def test_reading_what_stood_in_a_patients_record_is_a_look_at_it(api, owner, patient):
    made = changes_of(api, patient.patient_no, table="patients")[0]
    details(api, made.id, Role.ADMINISTRATOR)
    assert owner.execute("SELECT count(*) FROM access_log").fetchone() == (0,)

    details(api, made.id)

    assert owner.execute("SELECT part, subject_id FROM access_log").fetchall() == [("card", made.id)]


def test_the_look_is_at_the_part_that_changed_and_a_confidential_record_stays_closed(api, owner, house, patient):
    api(Role.RECEPTIONIST).send(appointments.book(patient_id=patient.id, doctor_id=house.doctor))
    booked = changes_of(api, patient.patient_no, table="appointments")[0]
    assert not any(one.hidden for one in details(api, booked.id).values)
    assert owner.execute("SELECT part, subject_id FROM access_log").fetchall() == [("timeline", booked.id)]

    api(Role.MANAGER).send(confidential.mark(patient_id=patient.id, confidential=True, reason="Asked for it"))

    assert all(one.hidden and one.after is None for one in details(api, booked.id).values)
    assert owner.execute("SELECT count(*) FROM access_log").fetchone() == (1,)


def test_secrets_and_pieces_are_kept_as_digests(api, owner, house):
    told = owner.execute("SELECT after FROM audit_log WHERE table_name = 'accounts' LIMIT 1").fetchone()[0]

    assert set(told["password_hash"]) == {"sha256", "bytes"}
    (sealed,) = owner.execute("SELECT after ->> 'address' FROM audit_log WHERE table_name = 'patients'").fetchone() or (
        "\\x",
    )
    assert sealed.startswith("\\x")


def test_what_is_done_past_the_server_names_the_program_and_the_role(api, owner, patient):
    owner.execute("SET application_name = 'psql'")
    owner.execute("UPDATE patients SET phone = '017' WHERE id = %s", [patient.id])

    change = changes_of(api, patient.patient_no)[0]

    assert (change.who, change.call) == ("", "psql as hms_owner")


def test_the_servers_role_can_neither_write_nor_change_the_log(fresh, owner, patient):
    with psycopg.connect(fresh.app_url.replace("+psycopg", ""), autocommit=True) as server:
        for attempt in (
            "UPDATE audit_log SET call = 'other'",
            "DELETE FROM audit_log",
            "INSERT INTO audit_log SELECT * FROM audit_log LIMIT 1",
            "UPDATE seals SET rows = 0",
            "DELETE FROM seals",
            "ALTER TABLE patients DISABLE TRIGGER audited",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                server.execute(attempt)


def test_a_search_goes_by_person_computer_record_call_and_day(api, house, clock, patient):
    desk = api(Role.RECEPTIONIST)
    manager = api(Role.MANAGER)
    visit = desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor))
    choices = manager.send(audit.choices())
    me = next(one.employee_id for one in choices.people if one.name == "Receptionist")
    here = next(one.workstation_id for one in choices.workstations if one.name == "reception 1")
    today = clock.now().date()

    def found(**asked):
        return [(one.table, one.record) for one in manager.send(audit.changes(**asked)).items]

    booked = ("appointments", str(visit.id))
    assert booked in found(employee_id=me, workstation_id=here, first=today, last=today)
    assert found(table="appointments", record=str(visit.id)) == [booked]
    assert booked in found(call="/appointments")
    assert booked not in found(call="/patients", table="appointments")
    assert found(employee_id=house.doctor, patient_no=patient.patient_no) == []
    assert found(patient_no="P-1999-0001") == found(patient_no="nobody") == []
    assert booked in found(patient_no=patient.patient_no.lower().replace("-", ""))
    assert found(last=today.replace(year=2020)) == found(first=date(1880, 1, 1), last=date(1900, 1, 1)) == []


def test_pages_follow_each_other(api, patient):
    manager = api(Role.MANAGER)
    first = manager.send(audit.changes(limit=3))
    second = manager.send(audit.changes(limit=3, before=first.items[-1].id))

    assert first.more
    assert len({one.id for one in (*first.items, *second.items)}) == 6


def test_only_who_watches_over_the_house_sees_it(api, patient):
    with pytest.raises(Forbidden):
        api(Role.RECEPTIONIST).send(audit.changes())
    with pytest.raises(ChangeNotFound):
        details(api, new_id())


def test_a_patient_is_told_who_looked_under_every_number_it_had(api, house, patient):
    api("doctor").send(charts.open_chart(patient_id=patient.id, opened_by=OpenedBy.CARD))

    told = api(Role.MANAGER).send(audit.looks_at_patient(patient_id=patient.id))

    (look,) = told.looks.items
    assert (told.patient, told.patient_no) == ("Asha Rahman", patient.patient_no)
    assert (look.who, look.department, look.part, look.opened_by) == (
        "Dr doctor",
        "Department of doctor",
        ChartPart.TIMELINE,
        OpenedBy.CARD,
    )
    assert api(Role.MANAGER).send(audit.looks(patient_no=patient.patient_no, employee_id=house.doctor)).items == [look]


def test_what_is_found_goes_into_a_file_without_what_stood_in_a_patients_record(api, house, patient):
    file = api(Role.MANAGER).send(audit.export_changes(patient_no=patient.patient_no, form=SpreadsheetForm.CSV))

    text = file.data.decode("utf-8-sig")
    assert patient.patient_no in text
    assert "birth_date" not in text
    assert "Receptionist" in api(Role.MANAGER).send(
        audit.export_changes(table="patients", form=SpreadsheetForm.CSV)
    ).data.decode("utf-8-sig")


def test_a_file_comes_in_pieces_and_who_took_it_is_told(api, house, owner, patient, monkeypatch):
    monkeypatch.setattr("server.features.audit.service._PIECE", dict.fromkeys(SpreadsheetForm, 3))
    manager = api(Role.MANAGER)
    form = SpreadsheetForm.CSV
    for number in range(4):
        registered(api(Role.RECEPTIONIST), f"Patient {number}")

    first = manager.send(audit.export_changes(table="patients", form=form))
    last = manager.send(audit.export_changes(table="patients", form=form, before=first.further))
    book = manager.send(audit.export_changes(table="patients", form=SpreadsheetForm.XLSX))

    assert (first.rows, last.rows, last.further) == (3, 2, None)
    text = (first.data + last.data).decode("utf-8-sig")
    assert len(text.splitlines()) == 1 + 5
    assert text.count("action") == 1
    sheet = load_workbook(io.BytesIO(book.data))["changes"]
    assert sheet["A1"].value.startswith("The newest 3 of what was found.")
    told = changes_of(api, "", table="audit_exports")
    assert [(one.who, one.call) for one in told] == [("Manager", "POST /audit/changes/file")] * 3
    values = {one.name: one.after for one in details(api, told[-1].id).values}
    assert (values["asked"], values["rows"], values["form"]) == ('{"table": "patients"}', "3", "csv")


def test_each_search_is_answered_by_an_index(api, house, database, owner, patient):
    """Of twenty thousand changes and as many looks, of many patients and people."""
    owner.execute(
        "INSERT INTO audit_log (id, table_name, record, patient_id, action, user_id, call, at) "
        "SELECT hms_audit_id(now()), 'bills', n::text, gen_random_uuid(), 'insert', gen_random_uuid(), 'POST', now() "
        "FROM generate_series(1, 20000) n"
    )
    owner.execute("ANALYZE audit_log")
    filled = {name for (name,) in owner.execute("SELECT DISTINCT tableoid::regclass::text FROM audit_log")}
    manager, me = api(Role.MANAGER), house.employees["receptionist"]
    asked = {
        "record": audit.changes(table="patients", record=str(patient.id)),
        "patient_id": audit.changes(patient_no=patient.patient_no),
        "user_id": audit.changes(employee_id=me),
        "pkey": audit.changes(),
    }

    for name, call in asked.items():
        with listening(database) as statements:
            manager.send(call)
        used = indexes(owner, statements, "audit_log")
        assert not used & {f"all of {partition}" for partition in filled}, (name, used)
        assert any(name in index for index in used if index.startswith("audit_log_")), (name, used)
