"""Reports of the stores and of the people who work here."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.features.access.tables import User
from server.features.reports.sources import EMPLOYEE, Key, Measure, Named, Source, counted, summed
from server.features.staff.tables import Employee
from shared.models.reports import CellKind, Figure, Grouping, Meaning, ReportKind

# A medicine's name as lists show it.
_MEDICINE: Final = "generic || ' ' || strength || ' ' || form"

_CONSUMPTION: Final = """
    SELECT 'stock_move' AS kind, move.id, move.reference_no AS number, move.moved_at AS at, NULL::uuid AS patient_id,
        batch.batch_no || ' · ' || store.name AS words, batch.medicine_id, move.store_id, move.id AS ident,
        move.type IN ('expire', 'destroy') AS wasted,
        move.type IN ('dispense', 'sale', 'patient_return') AS consumed, false AS lies_here,
        -move.quantity AS quantity, round(-move.quantity * batch.cost, :digits) AS value
    FROM stock_moves move
    JOIN stock_batches batch ON batch.id = move.batch_id
    LEFT JOIN stores store ON store.id = move.store_id
    WHERE move.business_date BETWEEN :since AND :until
        AND move.type IN ('dispense', 'sale', 'patient_return', 'expire', 'destroy')
    UNION ALL
    SELECT 'batch', batch.id, batch.batch_no, batch.first_seen_at, NULL, store.name, batch.medicine_id,
        level.store_id, md5(batch.id::text || level.store_id::text)::uuid, false, false, true, level.on_hand, 0
    FROM stock_levels level
    JOIN stock_batches batch ON batch.id = level.batch_id
    LEFT JOIN stores store ON store.id = level.store_id
    WHERE level.on_hand > 0 AND NOT level.quarantined AND NOT batch.recalled AND batch.expires_on >= :today
"""

_EXPIRY: Final = """
    SELECT 'batch' AS kind, batch.id, batch.batch_no AS number, batch.first_seen_at AS at, NULL::uuid AS patient_id,
        store.name AS words, batch.medicine_id, store.id AS store_id,
        md5(batch.id::text || store.id::text)::uuid AS ident, batch.expires_on,
        sum(level.on_hand) AS on_hand, round(sum(level.on_hand) * batch.cost, :digits) AS value
    FROM stock_batches batch
    JOIN stock_levels level ON level.batch_id = batch.id AND level.on_hand > 0
    JOIN stores store ON store.id = level.store_id
    WHERE batch.expires_on BETWEEN :since AND :until
    GROUP BY batch.id, store.id
"""

_BY_MEDICINE: Final = Key("medicine_id", Named("medicines", _MEDICINE), kind=UUID)
_BY_STORE: Final = Key("store_id", Named("stores", "name"), kind=UUID)

# Not narrowed by ids, though they hold their time: it is the moment that was written that counts. The days stand
# outside, words are cast to one type, and accounts are joined loosely: else the logs could be read neither in the order
# of time nor without their rows.
_DONE: Final = """
    SELECT * FROM (
        SELECT 'event' AS kind, id, '' AS number, performed_at AS at, patient_id, type::text AS words, employee_id
        FROM appointment_events
        UNION ALL
        SELECT 'look', id, '', looked_at, patient_id, part::text, employee_id FROM access_log
        UNION ALL
        SELECT 'sign_in', session.id, '', session.started_at, NULL, workstation.name, account.employee_id
        FROM sessions session
        LEFT JOIN users account ON account.id = session.user_id
        LEFT JOIN workstations workstation ON workstation.id = session.workstation_id
    ) done
    WHERE at >= :begins AND at < :ends
"""
# No zone's days begin between two quarters of an hour.
_BY_DAY_DONE: Final = Key(
    "(folded AT TIME ZONE :zone - make_interval(hours => :starts))::date",
    folded="date_bin('15 minutes', at, TIMESTAMPTZ '2000-01-01')",
    in_order=True,
)


class PeopleRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def with_accounts(self, limit: int) -> Sequence[Any]:
        """Also those who may not sign in any more: they did what they did."""
        mine = select(Employee.id, Employee.full_name).join(User, User.employee_id == Employee.id)
        return self._session.execute(mine.order_by(Employee.full_name, Employee.id).limit(limit)).all()


SOURCES: Final = {
    ReportKind.CONSUMPTION: Source(
        Meaning.CONSUMED,
        _CONSUMPTION,
        {Grouping.MEDICINE: _BY_MEDICINE, Grouping.STORE: _BY_STORE},
        {
            Figure.CONSUMED: summed(CellKind.QUANTITY, "quantity", "consumed"),
            Figure.VALUE: summed(CellKind.MONEY, "value", "consumed"),
            Figure.WASTED: summed(CellKind.QUANTITY, "quantity", "wasted"),
            Figure.ON_HAND: replace(summed(CellKind.QUANTITY, "quantity", "lies_here"), is_now=True),
            Figure.DAYS_OF_STOCK: Measure(
                CellKind.DAYS,
                "round(coalesce(sum(quantity) FILTER (WHERE lies_here), 0)"
                " * nullif(greatest(least(:until, :today) - :since + 1, 0), 0)"
                " / nullif(greatest(sum(quantity) FILTER (WHERE consumed), 0), 0), 1)",
                "lies_here",
                "quantity",
                summable=False,
                is_now=True,
            ),
        },
        ("consumed", "wasted", "lies_here"),
        ("quantity", "value"),
        "ident",
    ),
    ReportKind.EXPIRY: Source(
        Meaning.EXPIRES,
        _EXPIRY,
        {
            Grouping.MEDICINE: _BY_MEDICINE,
            Grouping.STORE: _BY_STORE,
            Grouping.MONTH: Key("to_char(expires_on, 'YYYY-MM')", in_order=True),
        },
        {
            Figure.VALUE: replace(summed(CellKind.MONEY, "value"), is_now=True),
            Figure.ON_HAND: replace(summed(CellKind.QUANTITY, "on_hand"), is_now=True),
            Figure.BATCHES: replace(counted(), is_now=True),
            Figure.FIRST_EXPIRY: Measure(
                CellKind.DATE, "min(expires_on)", amount="on_hand", summable=False, is_now=True
            ),
        },
        ("expires_on",),
        ("on_hand", "value"),
        "ident",
    ),
    ReportKind.USER_ACTIVITY: Source(
        Meaning.DONE_BY,
        _DONE,
        {Grouping.EMPLOYEE: Key("employee_id", EMPLOYEE, kind=UUID), Grouping.DAY: _BY_DAY_DONE},
        {
            Figure.ACTIONS: counted("kind = 'event'"),
            Figure.LOOKS: counted("kind = 'look'"),
            Figure.SIGN_INS: counted("kind = 'sign_in'"),
        },
        ("kind",),
    ),
}
