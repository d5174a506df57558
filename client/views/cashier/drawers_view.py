"""Drawers beside each other, and the shift sheet of the chosen one, to be verified."""

from decimal import Decimal
from operator import attrgetter
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import datetime_text, number_text, tr
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.core.words import Tone
from client.viewmodels.cashier.drawers import Drawers, DrawersState, handed_over_by, moved_text
from client.views.cashier.amounts import FactRow
from client.widgets.basics import Card, Rule, Whole, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import DateInput, LineInput
from client.widgets.pills import Note, Pill
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.cash import CashSession, CashSessionStatus
from shared.models.ledger_reports import ShiftRow
from shared.money import ZERO

_SIDE: Final = 430


class DrawersView(QWidget):
    """F9 verifies, Ctrl+P prints the shift sheet."""

    said = Signal(str)

    def __init__(self, view_model: Drawers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        view_model.setParent(self)
        self.which: Segmented[bool] = Segmented(
            ((True, tr("To verify")), (False, tr("Of a day"))), tr("Drawers"), chosen=view_model.state.day is None
        )
        self.day = DateInput()
        self.show_day = KeyButton(tr("Show"), "F5", icon="repeat")
        self.list: RowsTable[CashSession] = RowsTable(
            (
                Column(tr("Drawer"), attrgetter("session_no"), detail=_who_and_where, look="strong"),
                Column(tr("Opened"), lambda one: datetime_text(one.opened_at), width=190, wide_only=True),
                Column(tr("Expected"), _expected, look="money", width=106),
                Column(tr("Declared"), _declared, look="money", width=106),
                Column(tr("Difference"), _difference, tone=_difference_tone, look="pill", width=126),
                Column(tr("Status"), _status, width=96),
            ),
            key=attrgetter("id"),
            name=tr("Drawers"),
        )
        self.note = Note("", "warn")
        self.title = Whole("", "name")
        self.difference = Pill("", "grey")
        self.facts = {
            "opened": FactRow(tr("Opened")),
            "closed": FactRow(tr("Closed")),
            "verified": FactRow(tr("Verified")),
        }
        self.rows: RowsTable[ShiftRow] = RowsTable(
            (
                Column(tr("What"), moved_text),
                Column(tr("Number"), lambda row: number_text(row.number), look="money", width=76),
                Column(tr("Amount"), self._amount, look="money", width=116),
            ),
            key=lambda row: (row.kind, row.account),
            name=tr("Shift sheet"),
            row_height=34,
        )
        self.sums = {
            "expected": FactRow(tr("Expected")),
            "declared": FactRow(tr("Declared")),
            "hand_over": FactRow(tr("Counted otherwise by the next cashier")),
            "difference": FactRow(tr("Difference")),
        }
        self.remark = LineInput(hint=tr("What was found out"), most=200)
        self.verify = KeyButton(tr("Verify"), "F9", icon="shield-check", kind="primary", size="lg")
        self.print = KeyButton(tr("Print"), "Ctrl+P", icon="printer", size="lg")
        self._remark_field = Field(tr("Note"), self.remark)
        self._remarked = Whole("", "body")
        self._empty = EmptyState("wallet", "")
        self._build()

        self.which.picked.connect(self._choose_which)
        self.show_day.clicked.connect(self._choose_day)
        self.list.current_changed.connect(self._choose)
        self.verify.clicked.connect(self._verify)
        self.print.clicked.connect(view_model.print)
        view_model.verified.connect(self._say_verified)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)

    def refresh(self) -> None:
        self._view_model.refresh()

    def _build(self) -> None:
        self.setFocusProxy(self.list)
        self.list.set_empty(self._empty)
        self.day.setAccessibleName(tr("Day"))
        self.day.setFixedWidth(140)
        self.which.setFixedWidth(260)
        asked = hbox(self.which, self.day, self.show_day, None, spacing=12, margins=(13, 8, 13, 4))
        buttons = hbox(self.print, None, self.verify.reason_label(), self.verify, spacing=10)
        inside = vbox(
            hbox(self.title, self.difference, None, spacing=10),
            *self.facts.values(),
            self.rows,
            Rule(),
            *self.sums.values(),
            self._remarked,
            self._remark_field,
            buttons,
            spacing=8,
        )
        inside.setStretch(4, 1)
        self._inside = box(inside)
        side = Card(self.note, self._inside)
        side.inside.setStretch(1, 1)
        side.setFixedWidth(_SIDE)
        row = hbox(Card(asked, self.list, margins=(1, 4, 1, 6)), side, spacing=12)
        row.setStretch(0, 1)
        self.setLayout(row)

    def _render(self, state: DrawersState) -> None:
        self.which.set_value(state.day is None)
        self.which.button(value=True).setVisible(state.may_verify)
        self.day.setVisible(state.day is not None)
        self.show_day.setVisible(state.day is not None)
        if state.day is not None:
            self.day.set_day(state.day)
        if not state.known:
            self._empty.set_text(tr("Asking for drawers…"))
        elif state.day is None:
            self._empty.set_text(tr("No drawer waits to be verified"))
        else:
            self._empty.set_text(tr("No drawer was opened on this day"))
        self.list.set_rows(state.sessions)
        if state.session is None:
            self.list.select_first()
        self.note.setVisible(state.problem is not None)
        if state.problem is not None:
            words = problem_text(state.problem)
            self.note.set_state(tr("{what}. {why}", what=words.title, why=words.text), "warn")
        self._inside.setVisible(state.session is not None)
        if state.session is not None:
            self._render_session(state, state.session)

    def _render_session(self, state: DrawersState, session: CashSession) -> None:
        self.title.setText(session.cashier)
        self.difference.set_state(_difference(session), _difference_tone(session))
        self.facts["opened"].figures.setText(datetime_text(session.opened_at))
        for name, moment in (("closed", session.closed_at), ("verified", session.verified_at)):
            self.facts[name].setVisible(moment is not None)
            self.facts[name].figures.setText(datetime_text(moment) if moment is not None else "")
        self.rows.set_rows(state.rows)
        self.sums["expected"].figures.setText(_expected(session))
        self.sums["declared"].figures.setText(_declared(session) or "–")
        at_hand_over = handed_over_by(session, state.sheet if state.rows else None)
        self.sums["hand_over"].setVisible(bool(at_hand_over))
        self.sums["hand_over"].figures.setText(_signed(at_hand_over, session))
        self.sums["difference"].figures.setText(_difference(session, at_hand_over))
        self._remarked.setVisible(bool(session.verified_by))
        self._remarked.setText(_remark_text(session))
        self._remark_field.setVisible(state.can_verify)
        self.verify.setVisible(state.can_verify)
        self.verify.set_busy(state.busy)
        self.verify.set_blocked(tr("Your own drawer: somebody else verifies it") if state.is_own else "")

    def _amount(self, row: ShiftRow) -> str:
        session = self._view_model.state.session
        return plain(row.amount, session.currency) if session is not None else ""

    def _choose_which(self, to_verify: bool) -> None:  # noqa: FBT001  # a signal's argument
        self._view_model.show_day(None if to_verify else self._view_model.today)
        if not to_verify:
            self.day.setFocus()

    def _choose_day(self) -> None:
        day = self.day.day()
        if day is not None:
            self._view_model.show_day(day)

    def _choose(self, session: CashSession | None) -> None:
        self.remark.clear()
        self._view_model.choose(session.id if session is not None else None)

    def _verify(self) -> None:
        self._view_model.verify(self.remark.value())

    def _say_verified(self, session: CashSession) -> None:
        self.said.emit(tr("Drawer {number} is verified.", number=session.session_no))


def _who_and_where(session: CashSession) -> str:
    return tr("{cashier} · {workstation}", cashier=session.cashier, workstation=session.workstation)


def _expected(session: CashSession) -> str:
    return plain(session.expected, session.currency)


def _declared(session: CashSession) -> str:
    return plain(session.declared, session.currency) if session.declared is not None else ""


def _difference(session: CashSession, at_hand_over: Decimal = ZERO) -> str:
    if session.difference is None:
        return tr("not counted")
    return _signed(session.difference + at_hand_over, session)


def _signed(amount: Decimal, session: CashSession) -> str:
    return plain(amount, session.currency).replace("-", "−")


def _difference_tone(session: CashSession) -> Tone:
    if session.difference is None:
        return "grey"
    return "bad" if session.difference else "ok"


def _status(session: CashSession) -> str:
    return {
        CashSessionStatus.OPEN: tr("Open"),
        CashSessionStatus.COUNTING: tr("Being counted"),
        CashSessionStatus.CLOSED: tr("Closed"),
        CashSessionStatus.VERIFIED: tr("Verified"),
    }[session.status]


def _remark_text(session: CashSession) -> str:
    if session.verified_note:
        return tr("{name}: {note}", name=session.verified_by, note=session.verified_note)
    return tr("Verified by {name}", name=session.verified_by)
