"""What only grows is read where it lies, under the same rules as what the log itself keeps."""

from decimal import Decimal

import pytest

from server.features.audit.row_repository import RowRepository
from shared.contracts import audit, cash, confidential
from shared.contracts import house as places
from shared.models.audit import ChangeAction
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Role
from tests.server.features.cash.counter import in_cash, owing
from tests.support.bench import CBC

NAME = "Zelnara Quxley"
WAITS, ASKED = "waits outside", "Asked for it herself"


def changed(api, table, action=ChangeAction.INSERT, **asked):
    found = api(Role.MANAGER).send(audit.changes(table=table, **asked)).items
    return next(one for one in found if one.action is action)


def told(api, change):
    values = api(Role.MANAGER).send(audit.change(change_id=change.id)).values
    return {one.name: (one.before, one.after) for one in values if not one.hidden}


def looks(owner):
    return owner.execute("SELECT part, subject_id FROM access_log ORDER BY id").fetchall()


@pytest.fixture
def record(bench, owner):
    """Of a patient with results; whoever watches may read such results elsewhere."""
    owner.execute("INSERT INTO role_permissions SELECT id, 'lab:view', 'all' FROM roles WHERE name = 'manager'")
    patient_id = bench.patient(name=NAME)
    bench.released("CBC", CBC | {"WBC": "7.83"}, patient_id=patient_id)
    return patient_id


def test_a_payment_tells_what_was_paid_and_is_a_look_at_the_bills(api, house, owner):
    bill = owing(api, house)
    till = api(Role.CASHIER)
    till.send(cash.open_session(opening_float=Decimal(100)))
    till.send(in_cash(bill, 800, 1000))
    paid = changed(api, "payments")
    seen = len(looks(owner))

    values = told(api, paid)

    assert [Decimal(values[name][1]) for name in ("amount", "tendered")] == [800, 1000]
    assert looks(owner)[seen:] == [("bills", paid.id)]


def test_the_file_tells_what_the_house_wrote_and_of_patients_only_that_it_was(api, house, owner):
    till = api(Role.CASHIER)
    till.send(cash.open_session(opening_float=Decimal(100)))
    till.send(in_cash(owing(api, house), 800, 1000))
    api(Role.ADMINISTRATOR).send(places.add_department(name="Cardiology"))

    file = api(Role.MANAGER).send(audit.export_changes(form=SpreadsheetForm.CSV)).data.decode("utf-8-sig")

    lines = file.splitlines()
    assert any("house_changes" in line and "after: Cardiology" in line for line in lines)
    assert any("payments" in line for line in lines)
    assert not any("payments" in line and "tendered" in line for line in lines)
    assert not any("bill_items" in line and "amount" in line for line in lines)


def test_a_result_is_seen_in_an_open_record_and_not_in_a_closed_one(api, bench, owner, record):
    result = changed(api, "test_results")
    assert "analyte_id" in told(api, result)
    assert looks(owner)[-1] == ("tests", result.id)
    seen = len(looks(owner))

    api(Role.MANAGER).send(confidential.mark(patient_id=record, confidential=True, reason=ASKED))

    assert told(api, result) == {}
    assert len(looks(owner)) == seen


def test_whose_a_row_was_is_told_after_it_is_gone(api, owner, record):
    owner.execute("DELETE FROM unread_results")
    made, gone = (changed(api, "unread_results", action) for action in (ChangeAction.INSERT, ChangeAction.DELETE))

    assert told(api, made)["test_order_id"][1] == told(api, gone)["test_order_id"][0]
    assert looks(owner)[-2:] == [("tests", made.id), ("tests", gone.id)]
    api(Role.MANAGER).send(confidential.mark(patient_id=record, confidential=True, reason=ASKED))
    assert told(api, made) == told(api, gone) == {}


def test_every_row_the_log_knows_is_found_by_its_name(bench, owner, database, record):
    rows = owner.execute("SELECT table_name, array_agg(DISTINCT record) FROM audit_log GROUP BY 1").fetchall()
    digests = owner.execute("SELECT DISTINCT table_name FROM audit_log WHERE form IS NOT NULL").fetchall()

    with database.transaction() as session:
        standing = {table: RowRepository(session).standing(table, records) for table, records in rows}

    missing = {table for table, records in rows if set(records) - standing[table].keys()}
    assert not missing & {table for (table,) in digests}
    (account, *_) = standing["accounts"].values()
    assert account["password_hash"].keys() == {"sha256", "bytes"}


def test_why_is_veiled_with_the_record_beside_every_row_of_the_command(api, record):
    def reasons():
        manager = api(Role.MANAGER)
        told = {one.reason for one in manager.send(audit.changes(limit=200)).items}
        told |= {manager.send(audit.change(change_id=changed(api, "queue_days", ChangeAction.UPDATE).id)).reason}
        file = manager.send(audit.export_changes(form=SpreadsheetForm.CSV)).data
        return {why for why in (WAITS, ASKED) if why in told or why.encode() in file}

    assert reasons() == {WAITS}

    api(Role.MANAGER).send(confidential.mark(patient_id=record, confidential=True, reason=ASKED))

    assert reasons() == set()
