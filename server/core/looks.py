"""The log of looks: who opened whose record, when, where and why. The database refuses to change it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, and_, exists, func, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core.database import Base, ulid_floor
from shared.ids import EmployeeId, PatientId, WorkstationId
from shared.models.charts import ChartPart, OpenedBy

_ONE_LOOK: Final = timedelta(minutes=10)
"""What stays open and refreshes itself for so long is one look; a longer one is told again."""
_APART: Final = timedelta(days=1)
"""Of a look's moment and its id: so few partitions are read."""

_GLASS_STAYS_BROKEN: Final = timedelta(hours=12)

# The few confidential records of the house, and what took the place of one; only then, who may open them. What was
# merged into a closed record is closed with it: its events and looks still bear its own name.
_CLOSED: Final = """
    WITH RECURSIVE closed AS (
        SELECT id, merged_into FROM patients WHERE confidential
        UNION
        SELECT kept.id, kept.merged_into FROM patients kept JOIN closed ON kept.id = closed.merged_into
    ),
"""
_MAY_NOT: Final = "NOT hms_may_open(closed.id, :reader, :today, :held, :glass_since)"
_ALL_CLOSED: Final = text(f"""{_CLOSED} shut AS (
        SELECT id FROM closed WHERE {_MAY_NOT}
        UNION
        SELECT part.id FROM patients part JOIN shut ON part.merged_into = shut.id
    )
    SELECT id FROM shut
""")  # noqa: S608 put together of the words above
_CLOSED_AMONG: Final = text(f"""{_CLOSED} line AS (
        SELECT id AS asked, id, merged_into FROM patients WHERE id = ANY(:among)
        UNION
        SELECT line.asked, kept.id, kept.merged_into FROM patients kept JOIN line ON kept.id = line.merged_into
    )
    SELECT DISTINCT line.asked FROM line JOIN closed ON closed.id = line.id WHERE {_MAY_NOT}
""")  # noqa: S608 as above


class Look(Base):
    """Partitioned by month on the id itself, as the events are."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_patient", "patient_id", "id"),
        Index("ix_access_log_employee", "employee_id", "id"),
        Index("ix_access_log_transaction", "transaction_id"),
        # Counted for a person or a day, and listed in the order of time.
        Index("ix_access_log_looks", "employee_id", "looked_at"),
        Index("ix_access_log_looked_at", "looked_at", "id"),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    part: Mapped[ChartPart]
    opened_by: Mapped[OpenedBy]
    subject_id: Mapped[UUID | None]  # the one document that was opened
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    looked_at: Mapped[datetime]
    # As of the events: what the sealer goes by.
    transaction_id: Mapped[int] = mapped_column(BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint"))


def is_looking(session: Session, look: Look, *, on_chart: bool) -> bool:
    """Whether this goes on with a recent look of the same person at the very same: the part, and the one document.

    `on_chart`: it is a list of the chart's own page, which the chart being open covers. Nothing else covers anything.
    """
    same = and_(Look.part == look.part, Look.subject_id == look.subject_id)
    chart = and_(Look.part == ChartPart.TIMELINE, Look.subject_id.is_(None))
    # By ix_access_log_patient: of one patient's looks those of a day are read.
    recent = exists().where(
        Look.patient_id == look.patient_id,
        Look.id >= ulid_floor(look.looked_at - _APART),
        Look.employee_id == look.employee_id,
        Look.looked_at > look.looked_at - _ONE_LOOK,
        or_(same, chart) if on_chart else same,
    )
    return bool(session.scalar(select(recent)))


def looking_at(
    session: Session, among: Collection[PatientId], part: ChartPart, employee_id: EmployeeId, now: datetime
) -> set[PatientId]:
    """Those of some patients of whom this person saw this part, and no single document, just now; in one statement."""
    recent = select(Look.patient_id).where(
        Look.employee_id == employee_id,
        Look.looked_at > now - _ONE_LOOK,
        Look.id >= ulid_floor(now - _APART),
        Look.patient_id.in_(among),
        Look.part == part,
        Look.subject_id.is_(None),
    )
    return set(session.scalars(recent))


def may_open(
    session: Session, patient_id: PatientId, employee_id: EmployeeId, held: list[str], today: date, now: datetime
) -> bool:
    """Whether the record is open to this person; the rule itself stands in the database."""
    asked = func.hms_may_open(patient_id, employee_id, today, held, now - _GLASS_STAYS_BROKEN)
    return bool(session.scalar(select(asked)))


def closed_records(
    session: Session,
    employee_id: EmployeeId,
    held: list[str],
    today: date,
    now: datetime,
    among: Iterable[PatientId] | None = None,
) -> set[PatientId]:
    """Those that this person may not open, of the whole house or of some patients."""
    asked = {
        "reader": employee_id,
        "held": held,
        "today": today,
        "glass_since": now - _GLASS_STAYS_BROKEN,
    }
    if among is None:
        return set(session.scalars(_ALL_CLOSED, asked))
    return set(session.scalars(_CLOSED_AMONG, {**asked, "among": list(set(among))}))


def treats(session: Session, patient_id: PatientId, employee_id: EmployeeId, held: list[str], today: date) -> bool:
    return bool(session.scalar(select(func.hms_treats(patient_id, employee_id, today, held))))
