"""The audit: what was changed, by whom, from what to what; and who looked at whose record."""

from operator import attrgetter
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from client.core.i18n import short_date_text, time_text, tr, trn
from client.core.look_words import opened_word, part_word
from client.core.problem_text import problem_text
from client.core.zone import day_of
from client.desk import Desk
from client.viewmodels.audit.log import AuditFilter, AuditLog, AuditState, Exported
from client.views.audit.change_card import ChangeCard
from client.views.audit.words import action_tone, action_word, field_text, table_word
from client.widgets.basics import Card, KeyCap, Label, box, hbox, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Tabs
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput, LineInput
from client.widgets.pills import Note, Pill
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN, RowsTable
from client.widgets.tokens import Tone
from shared.errors import ApiError
from shared.ids import EmployeeId, WorkstationId
from shared.models.audit import AuditChoices, AuditPart, AuditStanding, ChangeSummary, LookEntry

_FILES: Final = "*.csv *.xlsx"
_SIDE: Final = 440
_WIDE_SIDE: Final = 640
_SHOWN_FIELDS: Final = 6
_DAY: Final = 142
_NUMBER: Final = 122
_RECORD: Final = 172


class AuditPage(QWidget):
    """Keyboard only: F2 by what is searched, F5 searches, F3 the list, F8 more of it; Ctrl+E takes it out as a file."""

    said = Signal(str)

    def __init__(self, log: AuditLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = log
        log.setParent(self)
        self._choices: AuditChoices | None = None
        self._filter = AuditFilter()
        self.part: Tabs[AuditPart] = Tabs(
            ((AuditPart.CHANGES, tr("Changes")), (AuditPart.LOOKS, tr("Looks at records"))),
            tr("What"),
            chosen=AuditPart.CHANGES,
        )
        self.seal = Pill("", "grey", icon="shield-check")
        self.first, self.last = DateInput(), DateInput()
        self.person: Combo[EmployeeId | None] = Combo(((None, tr("Everybody")),))
        self.workstation: Combo[WorkstationId | None] = Combo(((None, tr("Everywhere")),))
        self.table: Combo[str] = Combo((("", tr("Everything")),))
        self.patient = LineInput(hint="P-2026-0001")
        self.call = LineInput(hint="/patients")
        self.search = KeyButton(tr("Search"), "F5", icon="search", kind="primary")
        self.export = KeyButton(tr("Export"), "Ctrl+E", icon="file-text")
        self.more = KeyButton(tr("Show more"), "F8", icon="chevron-down", size="sm")
        self.count = Label("", "muted")
        self.problem = Note("", "warn")
        self.card = ChangeCard()
        self.changes: RowsTable[ChangeSummary] = RowsTable(
            (
                Column(tr("When"), _change_time, detail=_change_day, width=96),
                Column(tr("What"), _what, detail=_fields, look="strong"),
                Column(tr("How"), lambda row: action_word(row.action), tone=action_tone, look="pill", width=110),
                Column(tr("Who"), _who, detail=attrgetter("workstation"), width=190),
            ),
            key=attrgetter("id"),
            name=tr("Changes"),
            row_height=46,
        )
        self.looks: RowsTable[LookEntry] = RowsTable(
            (
                Column(tr("When"), lambda row: time_text(row.at), detail=_look_day, width=96),
                Column(tr("Who"), attrgetter("who"), detail=attrgetter("department"), look="strong"),
                Column(tr("Patient"), lambda row: row.patient or row.patient_no, detail=_number),
                Column(tr("Part"), lambda row: part_word(row.part), detail=_opened, width=170),
                Column(tr("Where"), attrgetter("workstation"), width=150),
            ),
            key=attrgetter("id"),
            name=tr("Looks at records"),
            row_height=46,
        )
        self._build()

        self.part.picked.connect(log.show_part)
        self.search.clicked.connect(self._search)
        for line in (self.first, self.last, self.patient, self.call):
            line.returnPressed.connect(self._search)
        self.export.clicked.connect(self._ask_where)
        self.more.clicked.connect(log.load_more)
        self.changes.current_changed.connect(self._choose)
        self.card.record.clicked.connect(log.of_record)
        log.exported.connect(self._say_exported)
        log.failed.connect(self._say_failed)
        log.state_changed.connect(self._render)
        self._render(log.state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._log.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.card.setFixedWidth(_WIDE_SIDE if self.window().width() >= WIDE_SCREEN else _SIDE)

    def _build(self) -> None:
        self.setFocusProxy(self.first)
        self._of_changes = box(hbox(Field(tr("Record"), self.table), Field(tr("Call"), self.call), spacing=12))
        asked = hbox(
            Field(tr("From"), self.first, key="F2"),
            Field(tr("To"), self.last),
            Field(tr("Person"), self.person),
            Field(tr("Workstation"), self.workstation),
            Field(tr("Patient number"), self.patient),
            self._of_changes,
            vbox(None, self.search),
            spacing=12,
        )
        for day in (self.first, self.last):
            day.setFixedWidth(_DAY)
        self.patient.setMaximumWidth(_NUMBER)
        self.table.setMinimumWidth(_RECORD)
        self.call.setFixedWidth(_NUMBER)
        for place in (2, 3, 5):
            asked.setStretch(place, 1)
        self.changes.set_empty(EmptyState("history", tr("Nothing was changed."), tr("Search for other days.")))
        self.looks.set_empty(EmptyState("eye", tr("Nobody looked."), tr("Search for other days.")))
        head = Card(hbox(self.part, None, self.seal, self.export, spacing=12), asked, spacing=10)
        foot = box(hbox(KeyCap("F3"), self.count, None, self.more, margins=(14, 4, 14, 0)))
        listed = Card(self.changes, self.looks, foot, spacing=0, margins=(1, 4, 1, 8))
        listed.inside.setStretch(0, 1)
        listed.inside.setStretch(1, 1)
        low = hbox(listed, self.card, spacing=12)
        low.setStretch(0, 1)
        whole = vbox(head, self.problem, low, spacing=12, margins=(16, 12, 16, 12))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        for place, part in enumerate(AuditPart, start=1):
            key = f"Alt+{place}"
            self.part.button(part).setToolTip(key)
            QShortcut(QKeySequence(key), self).activated.connect(self.part.button(part).click)
        for aim in (self.changes, self.looks):
            QShortcut(QKeySequence("F3"), aim).activated.connect(aim.setFocus)

    def _render(self, state: AuditState) -> None:
        of_changes = state.part is AuditPart.CHANGES
        self.part.set_value(state.part)
        show_only({self.changes: of_changes, self.looks: not of_changes})
        self._of_changes.setVisible(of_changes)
        self.card.setVisible(of_changes)
        if state.choices is not None and state.choices is not self._choices:
            self._choices = state.choices
            self._show_choices(state.choices)
        if state.filter != self._filter:  # else what is being typed for the next search would go
            self._filter = state.filter
            self._show_filter(state.filter)
        self.changes.set_rows(state.changes)
        self.looks.set_rows(state.looks)
        self.card.show_change(state.change)
        shown = len(state.changes) if of_changes else len(state.looks)
        found = trn("{n} found", "{n} found", shown)
        if state.more:
            found = trn("{n} shown, there are more", "{n} shown, there are more", shown)
        self.count.setText(tr("{found}, of one record", found=found) if state.filter.record else found)
        self.more.setVisible(state.more)
        self.export.set_busy(state.exporting)
        if state.standing is not None:
            self.seal.set_state(*_seal_words(state.standing))
        self.problem.setVisible(state.problem is not None)
        if state.problem is not None:
            said = problem_text(state.problem)
            self.problem.set_state(tr("{what}. {why}", what=said.title, why=said.text), "warn")

    def _show_choices(self, choices: AuditChoices) -> None:
        self.person.set_options(((None, tr("Everybody")), *((one.employee_id, one.name) for one in choices.people)))
        places = ((one.workstation_id, one.name) for one in choices.workstations)
        self.workstation.set_options(((None, tr("Everywhere")), *places))
        tables = sorted(((table, table_word(table)) for table in choices.tables), key=lambda pair: pair[1].casefold())
        self.table.set_options((("", tr("Everything")), *tables))

    def _show_filter(self, by: AuditFilter) -> None:
        self.first.set_day(by.first)
        self.last.set_day(by.last)
        self.person.set_value(by.employee_id)
        self.workstation.set_value(by.workstation_id)
        self.table.set_value(by.table)
        self.patient.set_value(by.patient_no)
        self.call.set_value(by.call)

    def _search(self) -> None:
        first, last = self.first.day(), self.last.day()
        if first is not None and last is not None and last < first:
            first, last = last, first
        self._log.search(
            AuditFilter(
                first=first,
                last=last,
                employee_id=self.person.value(),
                workstation_id=self.workstation.value(),
                patient_no=self.patient.value(),
                table=self.table.value() or "",
                call=self.call.value(),
            )
        )

    def _choose(self, change: ChangeSummary | None) -> None:
        if change is not None:
            self._log.choose(change.id)

    def _ask_where(self) -> None:
        dialog = QFileDialog(self.window(), tr("Export"), "", tr("Spreadsheets ({suffixes})", suffixes=_FILES))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        of_changes = self._log.state.part is AuditPart.CHANGES
        dialog.selectFile(f"{tr('changes') if of_changes else tr('looks')}.csv")
        dialog.fileSelected.connect(self.export_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_to(self, name: str) -> None:
        self._log.export(Path(name))

    def _say_exported(self, exported: Exported) -> None:
        rows, path = exported.rows, exported.path
        all_ = trn(
            "{n} row is in {file}: all that was found.", "{n} rows are in {file}: all that was found.", rows, file=path
        )
        newest = trn(
            "Only the newest row is in {file}: choose fewer days, or a CSV file.",
            "Only the newest {n} rows are in {file}: choose fewer days, or a CSV file.",
            rows,
            file=path,
        )
        self.said.emit(all_ if exported.whole else newest)

    def _say_failed(self, problem: ApiError | None) -> None:
        self.said.emit(problem_text(problem).text if problem else tr("The file can't be written there."))


def _what(change: ChangeSummary) -> str:
    what = table_word(change.table)
    name = change.patient or change.patient_no
    return tr("{what} · {patient}", what=what, patient=name) if name else what


def _fields(change: ChangeSummary) -> str:
    names = ", ".join(field_text(name) for name in change.fields[:_SHOWN_FIELDS])
    return tr("{fields} and more", fields=names) if len(change.fields) > _SHOWN_FIELDS else names


def _who(change: ChangeSummary) -> str:
    return change.who or change.call


def _change_time(change: ChangeSummary) -> str:
    return time_text(change.at)


def _change_day(change: ChangeSummary) -> str:
    return short_date_text(day_of(change.at))


def _look_day(look: LookEntry) -> str:
    return short_date_text(day_of(look.at))


def _number(look: LookEntry) -> str:
    return look.patient_no if look.patient else ""


def _opened(look: LookEntry) -> str:
    return opened_word(look.opened_by)


def _seal_words(standing: AuditStanding) -> tuple[str, Tone]:
    if standing.findings:
        return trn("{n} finding in the sealed logs", "{n} findings in the sealed logs", standing.findings), "bad"
    if standing.sealed_at is None:
        return tr("Not sealed yet"), "warn"
    if standing.verified_at is None:
        return tr("Sealed, never verified"), "warn"
    return tr("Sealed, verified on {day}", day=short_date_text(day_of(standing.verified_at))), "ok"


def build_audit(desk: Desk) -> AuditPage:
    return AuditPage(AuditLog(desk.calls, desk.clock))
