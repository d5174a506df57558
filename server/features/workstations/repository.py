"""What is asked of the database about the hospital's computers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from server.features.workstations.tables import Pairing, Workstation
from shared.contracts.workstations import WorkstationNotFound
from shared.ids import WorkstationId

MOST_WORKSTATIONS: Final = 1000
_MOST_OPEN: Final = 3
_MOST_TRIES: Final = 5


class WorkstationRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: Workstation | Pairing) -> None:
        self._session.add(row)

    def all_newest_first(self) -> list[Workstation]:
        """One more than fits."""
        newest = select(Workstation).order_by(Workstation.id.desc()).limit(MOST_WORKSTATIONS + 1)
        return list(self._session.scalars(newest))

    def get_locked(self, workstation_id: WorkstationId) -> Workstation:
        workstation = self._session.get(Workstation, workstation_id, with_for_update=True)
        if workstation is None:
            raise WorkstationNotFound(workstation_id)
        return workstation

    def forget_expired(self, now: datetime) -> None:
        self._session.execute(delete(Pairing).where(Pairing.until <= now))

    def open_pairings(self, now: datetime) -> Sequence[Pairing]:
        """The newest alone: each costs 50 ms to try."""
        newest = (
            select(Pairing)
            .where(Pairing.until > now, Pairing.used_at.is_(None), Pairing.tries < _MOST_TRIES)
            .order_by(Pairing.id.desc())
            .limit(_MOST_OPEN)
        )
        return self._session.scalars(newest).all()

    def count_wrong_try(self, pairings: Sequence[UUID]) -> None:
        self._session.execute(update(Pairing).where(Pairing.id.in_(pairings)).values(tries=Pairing.tries + 1))

    def claim(self, pairing_id: UUID, now: datetime) -> bool:
        """Whether the code is ours to use: of two computers with one code, the first."""
        claimed = (
            update(Pairing)
            .where(Pairing.id == pairing_id, Pairing.used_at.is_(None), Pairing.tries < _MOST_TRIES)
            .values(used_at=now)
            .returning(Pairing.id)
        )
        return self._session.execute(claimed).one_or_none() is not None
