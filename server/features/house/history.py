"""What is kept of each change of the house."""

from decimal import Decimal

from server.core.context import Context
from server.features.house.repository import HouseRepository
from server.features.house.tables import HouseChangeRow
from shared.ids import HouseChangeId, new_id
from shared.models.house import HouseChangeKind


class History:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._house = HouseRepository(ctx.session)

    def add(self, kind: HouseChangeKind, subject: str, before: str, after: str) -> None:
        """In the transaction of the change itself; nothing where nothing differs."""
        if before != after:
            self._house.add(
                HouseChangeRow(
                    id=HouseChangeId(new_id()),
                    kind=kind,
                    subject=subject,
                    before=before,
                    after=after,
                    changed_by=self._ctx.person.employee_id,
                    changed_at=self._ctx.now,
                    workstation_id=self._ctx.device.id,
                )
            )


def plain(value: object) -> str:
    """A setting as it stands in the history."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ",".join(map(str, value))
        case Decimal():
            return f"{value.normalize():f}"
        case _:
            return str(value)
