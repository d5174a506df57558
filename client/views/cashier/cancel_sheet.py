"""Making an issued bill void that nothing was paid of."""

from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import tr
from client.core.numbers import plain
from client.viewmodels.cashier.bill_change import BillChange
from client.views.cashier.change_sheet import ChangeSheet
from shared.contracts import billing
from shared.models.billing import BillDetails


class CancelSheet(ChangeSheet):
    def __init__(self, bill: BillDetails, view_model: BillChange, parent: QWidget) -> None:
        super().__init__(
            tr("Cancel the bill"),
            tr("Cancel bill"),
            bill,
            view_model,
            parent,
            subtitle=tr(
                "{number}, {name}, {total}. The number stays used.",
                number=bill.bill_no or "",
                name=bill.patient.name,
                total=plain(bill.total, bill.currency),
            ),
            kind="danger",
        )
        self.cancel.set_text(tr("Leave it"))
        self.again = QCheckBox(tr("Put the same lines onto a new draft"))
        self.add(self.reason_field, self.again)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._cancel)
        self._check()
        self.reason.setFocus()

    def asked_for(self) -> str:
        return tr(
            "Bill {number} of {name} is to be cancelled: {reason}.",
            number=self.bill.bill_no or "",
            name=self.bill.patient.name,
            reason=self.reason.value(),
        )

    def _check(self) -> None:
        self.primary.set_blocked("" if self.has_reason else tr("A reason is needed"))

    def _cancel(self) -> None:
        self.change.send(
            billing.cancel(
                bill_id=self.bill.id,
                version=self.bill.version,
                reason=self.reason.value(),
                bill_again=self.again.isChecked(),
            )
        )
