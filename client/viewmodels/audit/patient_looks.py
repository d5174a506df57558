"""Who looked at one patient's record, to be read and handed to the patient."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from client.core.i18n import datetime_text, number_text, tr
from client.core.look_words import opened_word, part_word
from client.printing.cash_papers import Facts, ReportColumn, ReportTable, Tables
from shared.contracts import audit
from shared.errors import ApiError
from shared.ids import PatientId
from shared.models.audit import LookEntry, PatientLooks


@dataclass(frozen=True)
class PatientLooksState:
    patient_no: str = ""
    patient: str = ""
    looks: tuple[LookEntry, ...] = ()
    known: bool = False
    problem: ApiError | None = None


class WhoLooked(QObject):
    """All of them: the paper says so."""

    state_changed = Signal(object)  # PatientLooksState

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self.state = PatientLooksState()

    @latest
    async def open(self, patient_id: PatientId) -> None:
        self._show(PatientLooksState())
        looks: list[LookEntry] = []
        more = True
        try:
            while more:
                told = await self._ask(patient_id, looks)
                looks += told.looks.items
                more = told.looks.more
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(PatientLooksState(told.patient_no, told.patient, tuple(looks), known=True))

    async def _ask(self, patient_id: PatientId, known: list[LookEntry]) -> PatientLooks:
        before = known[-1].id if known else None
        return await self._calls.send(audit.looks_at_patient(patient_id=patient_id, before=before, limit=1000))

    def _show(self, state: PatientLooksState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)


def paper_about(state: PatientLooksState) -> Facts:
    first = (tr("Since"), datetime_text(state.looks[-1].at)) if state.looks else None
    facts = ((tr("Patient"), state.patient), (tr("Number"), state.patient_no))
    return (*facts, *((first,) if first else ()), (tr("Looks"), number_text(len(state.looks))))


def paper_tables(state: PatientLooksState) -> Tables:
    """What stays open and refreshes itself is one look: a line is an opening, not a minute."""
    columns = (
        ReportColumn(tr("When")),
        ReportColumn(tr("Who"), grows=True),
        ReportColumn(tr("Department"), grows=True),
        ReportColumn(tr("What")),
        ReportColumn(tr("How")),
        ReportColumn(tr("Where")),
    )
    rows = tuple(
        (
            datetime_text(look.at),
            look.who,
            look.department,
            part_word(look.part),
            opened_word(look.opened_by),
            look.workstation,
        )
        for look in state.looks
    )
    return (ReportTable(columns, rows),)
