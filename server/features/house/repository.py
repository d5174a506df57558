"""What is asked of the database about the house's settings."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from server.core.house import HouseSettings, load_house
from server.features.billing.tables import Bill
from server.features.house.tables import HouseChangeRow, LogoRow
from server.features.ledger.tables import LedgerEntry
from server.features.staff.tables import Employee
from server.features.workstations.tables import Workstation
from shared.contracts.house import LogoNotFound
from shared.ids import HouseChangeId, LogoId
from shared.models.house import HouseFacts

MOST_CHANGES = 200


class HouseRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: HouseChangeRow | LogoRow) -> None:
        self._session.add(row)

    def flush(self) -> None:
        self._session.flush()

    def facts(self) -> HouseFacts:
        """As they are kept, which a request's own may be some seconds behind."""
        house = load_house(self._session)
        return HouseFacts(**{name: getattr(house, name) for name in HouseFacts.model_fields})

    def row(self, *, lock: bool = False) -> HouseSettings:
        """The one row; made where there is none yet."""
        kept = select(HouseSettings)
        row = self._session.scalar(kept.with_for_update() if lock else kept)
        if row is None:
            row = HouseSettings()
            self._session.add(row)
            self._session.flush()  # its defaults are known only then
        return row

    def money_was_written(self) -> bool:
        """In bills, or by a deposit before the first of them."""
        return bool(
            self._session.scalar(select(exists().select_from(Bill)))
            or self._session.scalar(select(exists().select_from(LedgerEntry)))
        )

    def changes(self, before: HouseChangeId | None) -> list[tuple[HouseChangeRow, str, str]]:
        """With who made them and where, the newest first; one more than fits."""
        statement = (
            select(HouseChangeRow, Employee.full_name, Workstation.name)
            .join(Employee, Employee.id == HouseChangeRow.changed_by)
            .join(Workstation, Workstation.id == HouseChangeRow.workstation_id)
            .order_by(HouseChangeRow.id.desc())
            .limit(MOST_CHANGES + 1)
        )
        if before is not None:
            statement = statement.where(HouseChangeRow.id < before)
        return [(row, who, where) for row, who, where in self._session.execute(statement)]

    def logo(self, logo_id: LogoId) -> LogoRow:
        row = self._session.get(LogoRow, logo_id)
        if row is None:
            raise LogoNotFound(logo_id)
        return row
