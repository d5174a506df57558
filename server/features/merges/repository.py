"""SQL of merging: whatever belongs to a patient is found in the database's own catalogue, so nothing is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    TableClause,
    Uuid,
    column,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    table,
    text,
    update,
)
from sqlalchemy.orm import Session, aliased, joinedload

from server.features.appointments.repository import OPEN
from server.features.appointments.tables import Appointment
from server.features.merges.tables import PatientMerge, PatientMergeRow
from server.features.patients.tables import Patient
from server.features.staff.tables import Employee
from shared.contracts.merges import MergeNotFound
from shared.ids import MergeId, PatientId

# What refers to a patient, and by which column; not what only grows: it stays as it was written, and whoever reads it
# follows the merge. A partition goes with its table.
_BELONGINGS: Final = text("""
    SELECT c.relname AS table_name, a.attname AS column_name, array(
        SELECT k.attname::text FROM pg_index i JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY k.attnum
    ) AS keys
    FROM pg_constraint f
    JOIN pg_class c ON c.oid = f.conrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.conkey[1]
    WHERE f.contype = 'f' AND f.confrelid = 'patients'::regclass AND f.conparentid = 0
      AND c.relname NOT IN ('patients', 'patient_merges')
      AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'only_grows')
    ORDER BY c.relname, a.attname
""")


@dataclass(frozen=True)
class Belonging:
    """A table with rows of patients."""

    table_name: str
    column_name: str
    keys: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.table_name}.{self.column_name}"

    @property
    def rows(self) -> TableClause:
        return table(self.table_name, column(self.column_name, Uuid()), *(column(key) for key in self.keys))

    def key_of(self, rows: Any) -> ColumnElement[Any]:
        """The row's key as it is kept."""
        return func.jsonb_build_object(*(part for key in self.keys for part in (literal(key), rows.c[key])))


class MergeRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def belongings(self) -> Sequence[Belonging]:
        rows = self._session.execute(_BELONGINGS)
        return [Belonging(row.table_name, row.column_name, tuple(row.keys)) for row in rows]

    def move(self, merge_id: MergeId, belonging: Belonging, merged_id: PatientId, kept_id: PatientId) -> int:
        """All rows of the one to the other, each written down. How many there were."""
        rows = belonging.rows
        owner = rows.c[belonging.column_name]
        moved = (
            update(rows)
            .where(owner == merged_id)
            .values({belonging.column_name: kept_id})
            .returning(belonging.key_of(rows).label("row_key"))
            .cte("moved")
        )
        written = insert(PatientMergeRow).from_select(
            ["merge_id", "place", "row_key"],
            select(literal(merge_id, Uuid()), literal(belonging.place), moved.c.row_key),
        )
        self._session.execute(written.returning(PatientMergeRow.place))
        return self._session.execute(
            select(func.count()).where(PatientMergeRow.merge_id == merge_id, PatientMergeRow.place == belonging.place)
        ).scalar_one()

    def move_back(self, merge_id: MergeId, belonging: Belonging, merged_id: PatientId, kept_id: PatientId) -> None:
        """What went over with this merge and is still there."""
        rows = belonging.rows
        owner = rows.c[belonging.column_name]
        went = exists().where(
            PatientMergeRow.merge_id == merge_id,
            PatientMergeRow.place == belonging.place,
            PatientMergeRow.row_key == belonging.key_of(rows),
        )
        self._session.execute(update(rows).where(owner == kept_id, went).values({belonging.column_name: merged_id}))

    def moved_ids(self, merge_id: MergeId, place: str) -> Sequence[UUID]:
        """Of a table that goes by `id`."""
        keys = select(PatientMergeRow.row_key["id"].astext).where(
            PatientMergeRow.merge_id == merge_id, PatientMergeRow.place == place
        )
        return [UUID(key) for key in self._session.scalars(keys)]

    def lock_visits(self, patient_ids: Sequence[PatientId]) -> None:
        """All visits of these patients, in one order for all who lock them."""
        self._session.execute(
            select(Appointment.id)
            .where(Appointment.patient_id.in_(patient_ids))
            .order_by(Appointment.id)
            .with_for_update(key_share=True)
        )

    def both_booked(self, one: PatientId, other: PatientId) -> tuple[Appointment, Appointment] | None:
        """An open appointment of each with the same doctor on the same day, the first with its doctor."""
        mine, theirs = aliased(Appointment), aliased(Appointment)
        found = self._session.execute(
            select(mine, theirs)
            .join(
                theirs,
                (theirs.doctor_id == mine.doctor_id) & (theirs.appointment_date == mine.appointment_date),
            )
            .options(joinedload(mine.doctor, innerjoin=True))
            .where(
                mine.patient_id == one,
                theirs.patient_id == other,
                mine.status.in_(OPEN),
                theirs.status.in_(OPEN),
            )
            .order_by(mine.appointment_date, mine.id)
            .limit(1)
        ).one_or_none()
        return None if found is None else (found[0], found[1])

    def last_checked_in(self, patient_id: PatientId) -> date | None:
        return self._session.scalar(
            select(func.max(Appointment.appointment_date)).where(
                Appointment.patient_id == patient_id, Appointment.checked_in_at.is_not(None)
            )
        )

    def get_locked(self, merge_id: MergeId) -> PatientMerge:
        """One that stands. Raises MergeNotFound."""
        merge = self._session.scalar(
            select(PatientMerge).where(PatientMerge.id == merge_id, PatientMerge.undone_at.is_(None)).with_for_update()
        )
        if merge is None:
            raise MergeNotFound(merge_id)
        return merge

    def of_patient(self, patient_id: PatientId, limit: int) -> Sequence[Any]:
        """In which the patient is on either side, with the names of the people, the latest first."""
        return self._whole(or_(PatientMerge.kept_id == patient_id, PatientMerge.merged_id == patient_id), limit)

    def get(self, merge_id: MergeId) -> Any:
        return self._whole(PatientMerge.id == merge_id, 1)[0]

    def _whole(self, which: ColumnElement[bool], limit: int) -> Sequence[Any]:
        asker, approver, undoer, second = (aliased(Employee) for _ in range(4))
        return self._session.execute(
            select(
                PatientMerge,
                Patient,
                asker.full_name.label("asked_by"),
                approver.full_name.label("approved_by"),
                undoer.full_name.label("undone_by"),
                second.full_name.label("undone_approved_by"),
            )
            .join(Patient, Patient.id == PatientMerge.merged_id)
            .join(asker, asker.id == PatientMerge.asked_by)
            .join(approver, approver.id == PatientMerge.approved_by)
            .outerjoin(undoer, undoer.id == PatientMerge.undone_by)
            .outerjoin(second, second.id == PatientMerge.undone_approved_by)
            .where(which)
            .order_by(PatientMerge.id.desc())
            .limit(limit)
        ).all()

    def add(self, merge: PatientMerge) -> None:
        self._session.add(merge)

    def flush(self) -> None:
        self._session.flush()  # the database's guards ask which record went into which before a row may follow
