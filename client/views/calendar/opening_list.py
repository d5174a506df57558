"""Free places, the first on top."""

from client.core.i18n import tr, trn
from client.viewmodels.calendar.openings import OpeningsState
from client.views.calendar.words import closed_text, opening_text, where_text
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.calendar import Opening


class OpeningList(RowsTable[Opening]):
    """The first is chosen as soon as it is known: Enter is enough."""

    def __init__(self) -> None:
        super().__init__(
            (
                Column(tr("When"), opening_text, look="strong", width=150),
                Column(tr("Doctor"), _doctor, detail=where_text),
                Column(tr("Free"), _free, width=64),
            ),
            _key,
            tr("Free places"),
        )
        self._nothing = EmptyState("calendar-days", "")
        self.set_empty(self._nothing)

    def show_openings(self, state: OpeningsState) -> None:
        self.set_rows(state.openings)
        self._nothing.set_text(
            tr("Nothing is free in the next weeks") if state.answered else tr("Looking for free places…")
        )
        if self.current() is None:
            self.select_first()


class ClosedNote(Note):
    """Why the places begin later than they were asked for."""

    def __init__(self) -> None:
        super().__init__("", "info")
        self.hide()

    def show_closed(self, state: OpeningsState) -> None:
        self.setVisible(state.closed is not None)
        if state.closed is not None:
            self.set_state(closed_text(state.closed), "info")


def _key(opening: Opening) -> object:
    return (opening.doctor_id, opening.starts)


def _doctor(opening: Opening) -> str:
    return opening.doctor


def _free(opening: Opening) -> str:
    return trn("{n}", "{n}", opening.free)
