"""The pack says otherwise than was typed: number and last day are put right before the eyes of two."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.viewmodels.stock.shelf import Shelf
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.stock.words import expiry_text, product_text
from client.widgets.basics import hbox
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from shared.contracts import stock
from shared.models.access import Approval
from shared.models.stock import StoredBatch
from shared.rules.stock import end_of_month, read_expiry


class CorrectSheet(Sheet):
    decided = Signal(object)  # Call

    def __init__(self, shelf: Shelf, batch: StoredBatch, parent: QWidget) -> None:
        about = tr("{medicine} {product}", medicine=batch.medicine, product=product_text(batch))
        super().__init__(
            tr("What the pack really says"), tr("Ask the second person"), parent, subtitle=about, width=560
        )
        self._shelf = shelf
        self._batch = batch
        self.batch_no = LineInput(batch.batch_no, most=40)
        self.expiry = LineInput(_typed(batch), hint=tr("MM/YYYY"), most=10)
        self.reason = LineInput(most=300)
        self.add(
            hbox(
                Field(tr("Batch"), self.batch_no, required=True),
                Field(tr("Expires"), self.expiry, required=True),
                spacing=12,
            ),
            Field(tr("Why"), self.reason, required=True),
        )

        for editor in (self.batch_no, self.expiry, self.reason):
            editor.textChanged.connect(self._check)
        self.submitted.connect(self._ask)

        self._check()
        self.batch_no.setFocus()

    def _expires_on(self) -> date | None:
        return read_expiry(self.expiry.value())

    def _check(self) -> None:
        day = self._expires_on()
        if not self.batch_no.value() or day is None:
            self.primary.set_blocked(tr("A number, and MM/YYYY"))
        elif (self.batch_no.value().upper(), day) == (self._batch.batch_no, self._batch.expires_on):
            self.primary.set_blocked(tr("That is what was typed"))
        else:
            short = len(self.reason.value()) < SHORTEST_REASON
            self.primary.set_blocked(tr("A reason is needed") if short else "")

    def _ask(self) -> None:
        day = self._expires_on()
        assert day is not None
        what = tr(
            "{medicine}, batch {before}: the pack says {batch}, last day {day}. {reason}",
            medicine=self._batch.medicine,
            before=self._batch.batch_no,
            batch=self.batch_no.value().upper(),
            day=date_text(day),
            reason=self.reason.value(),
        )
        sheet = SecondPersonSheet(self._shelf.second_person(self._batch), what, self)
        sheet.agreed.connect(self._agreed)
        sheet.open()

    def _agreed(self, approval: Approval) -> None:
        day = self._expires_on()
        assert day is not None
        self.decided.emit(
            stock.correct_batch(
                batch_id=self._batch.batch_id,
                batch_no=self.batch_no.value(),
                expires_on=day,
                reason=self.reason.value(),
                approval_id=approval.id,
            )
        )
        self.accept()


def _typed(batch: StoredBatch) -> str:
    """As packs say it where the last day is a month's; else that day."""
    day = batch.expires_on
    return expiry_text(batch) if day == end_of_month(day.year, day.month) else f"{day:%d/%m/%Y}"
