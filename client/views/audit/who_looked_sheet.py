"""Who looked at this record: to be read, and printed for the patient who asks."""

from operator import attrgetter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import short_date_text, time_text, tr, trn
from client.core.look_words import opened_word, part_word
from client.core.problem_text import problem_text
from client.core.zone import day_of
from client.viewmodels.audit.patient_looks import PatientLooksState, WhoLooked, paper_about, paper_tables
from client.widgets.basics import Label
from client.widgets.dialog import Sheet
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.audit import LookEntry

_SHOWN = 9


class WhoLookedSheet(Sheet):
    """Ctrl+P prints it."""

    print_wanted = Signal(str, object, object)  # title, Facts, Tables

    def __init__(self, who: WhoLooked, parent: QWidget) -> None:
        super().__init__(tr("Who looked at this record"), tr("Print"), parent, key="Ctrl+P", width=900)
        self._who = who
        self.count = Label(tr("Reading…"), "muted")
        self.looks: RowsTable[LookEntry] = RowsTable(
            (
                Column(tr("When"), lambda look: time_text(look.at), detail=_day, width=100),
                Column(tr("Who"), attrgetter("who"), detail=attrgetter("department"), look="strong"),
                Column(tr("What"), lambda look: part_word(look.part), detail=_opened, width=190),
                Column(tr("Where"), attrgetter("workstation"), width=170),
            ),
            key=attrgetter("id"),
            name=tr("Who looked at this record"),
            row_height=48,
        )
        self.looks.set_empty(EmptyState("eye", tr("Nobody has opened this record yet.")))
        self.looks.show_rows(_SHOWN)
        self.add(self.looks, self.count)

        self.submitted.connect(self._print)
        who.state_changed.connect(self._render)
        self._render(who.state)
        self.looks.setFocus()

    def _render(self, state: PatientLooksState) -> None:
        self.set_error("" if state.problem is None else problem_text(state.problem).text)
        self.looks.set_rows(state.looks)
        self.primary.set_blocked("" if state.known else tr("Still being read"))
        if state.known:
            self.count.setText(trn("{n} look", "{n} looks", len(state.looks)))

    def _print(self) -> None:
        state = self._who.state
        if state.known:
            self.print_wanted.emit(tr("Who looked at this record"), paper_about(state), paper_tables(state))
            self.accept()


def _day(look: LookEntry) -> str:
    return short_date_text(day_of(look.at))


def _opened(look: LookEntry) -> str:
    return opened_word(look.opened_by)
