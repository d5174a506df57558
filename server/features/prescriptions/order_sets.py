"""What a doctor gives often: lines under a name, the doctor's own."""

from server.core.context import Context
from server.features.prescriptions.repository import PrescriptionRepository
from server.features.prescriptions.tables import MedicineRow, OrderSetRow
from shared.ids import MedicineId, OrderSetId, new_id
from shared.models.common import Page
from shared.models.prescriptions import Medicine, NewPrescriptionItem, OrderSet, SaveOrderSet, SetLine


class OrderSetService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._prescriptions = PrescriptionRepository(ctx.session)

    def all(self) -> Page[OrderSet]:
        """A line whose medicine went out of use is left out."""
        rows = self._prescriptions.order_sets(self._ctx.person.employee_id)
        items = {row.id: [NewPrescriptionItem.model_validate(item) for item in row.items] for row in rows}
        known = self._prescriptions.known_medicines(item.medicine_id for each in items.values() for item in each)
        return Page(items=[_answer(row, items[row.id], known) for row in rows])

    def save(self, request: SaveOrderSet) -> OrderSet:
        """Raises MedicineNotFound."""
        known = self._prescriptions.medicines(item.medicine_id for item in request.items)
        me = self._ctx.person.employee_id
        row = self._prescriptions.order_set_named_locked(me, request.name)
        if row is None:
            row = OrderSetRow(id=OrderSetId(new_id()), employee_id=me, name=request.name)
            self._prescriptions.add(row)
        row.items = [item.model_dump(mode="json") for item in request.items]
        return _answer(row, request.items, known)

    def remove(self, order_set_id: OrderSetId) -> None:
        """Raises OrderSetNotFound."""
        self._prescriptions.remove_order_set(self._ctx.person.employee_id, order_set_id)


def _answer(row: OrderSetRow, items: list[NewPrescriptionItem], known: dict[MedicineId, MedicineRow]) -> OrderSet:
    lines = [
        SetLine(**item.model_dump(), medicine=Medicine.model_validate(known[item.medicine_id]))
        for item in items
        if item.medicine_id in known
    ]
    return OrderSet(id=row.id, name=row.name, lines=lines)
