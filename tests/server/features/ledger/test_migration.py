"""What was billed and paid before there was a ledger is booked as the services would have booked it."""

from decimal import Decimal
from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine

from shared.contracts import cash
from tests.server.features.cash.counter import CASHIER, CASHIER_B, by_card, closed, in_cash, owing

BOOKED = """
    SELECT p.kind, p.document_id, p.business_date, p.at, p.posted_by, e.line, e.account, e.amount, e.currency,
        e.bill_id, e.bill_item_id, e.item_kind, e.patient_id, e.doctor_id, e.department_id, e.cash_session_id,
        e.cashier_id
    FROM ledger_postings p JOIN ledger_entries e ON e.posting_id = p.id ORDER BY p.at, p.kind, p.document_id, e.line
"""


def test_the_ledger_of_older_documents_agrees_with_them(api, house, owner, fresh):
    api(CASHIER).send(cash.open_session(opening_float=Decimal(1000)))
    api(CASHIER_B).send(cash.open_session(opening_float=Decimal(0)))
    owing(api, house)
    part = api(CASHIER).send(in_cash(owing(api, house, name="Rahim Uddin"), 300)).bill
    api(CASHIER).send(by_card(part, "0.5"))
    closed(api(CASHIER), 1295)
    booked = owner.execute(BOOKED).fetchall()

    owner.execute("DROP TABLE ledger_entries, ledger_postings")
    engine = create_engine(fresh.owner_url)
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        import_module("server.migrations.versions.0028_ledger").upgrade()
    engine.dispose()

    assert len(booked) == 14
    assert owner.execute(BOOKED).fetchall() == booked
