"""The list of messages, and the one that is looked at."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import datetime_text, number_text, short_date_text, time_text, tr, trn
from client.core.problem_text import problem_text
from client.core.zone import day_of
from client.viewmodels.reminders.message_list import MessageList, MessagesState
from client.views.reminders.words import (
    attempt_text,
    channel_word,
    kind_word,
    stands_tone,
    stands_word,
    state_word,
    what_now_text,
)
from client.widgets.basics import Card, Label, Rule, Whole, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Chips
from client.widgets.dialog import Confirm
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput
from client.widgets.pills import Note, Pill
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN, RowsTable
from shared.models.reminders import MessageAttempt, MessageItem, MessageKind, MessageState

_STATES: Final = (
    MessageState.FAILED,
    MessageState.PERHAPS,
    MessageState.PLANNED,
    MessageState.ACCEPTED,
    MessageState.SKIPPED,
)
_MOST_ATTEMPTS: Final = 10


class MessagesPage(QWidget):
    """F2 finds, F4 and the arrows choose; the two moves have a key each."""

    said = Signal(str)

    def __init__(self, messages: MessageList, *, may_move: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        messages.setParent(self)
        self._may_move = may_move
        self.search = SearchBox(tr("Name or number"), "F2", size="md")
        self.day = DateInput()
        self.kind: Combo[MessageKind | None] = Combo(
            ((None, tr("All kinds")), *((kind, kind_word(kind)) for kind in MessageKind))
        )
        self.states: Chips[MessageState | None] = Chips(
            (*((state, state_word(state)) for state in _STATES), (None, tr("All"))),
            tr("Which messages"),
            chosen=MessageState.FAILED,
        )
        self.standing = Note("", "ok")
        self.rows: RowsTable[MessageItem] = RowsTable(
            (
                Column(tr("Due"), _due_time, detail=_due_day, width=104),
                Column(tr("Patient"), _patient, detail=_number, look="strong"),
                Column(tr("Message"), lambda row: kind_word(row.kind), detail=lambda row: channel_word(row.channel)),
                Column(
                    tr("State"),
                    stands_word,
                    tone=stands_tone,
                    look="pill",
                    width=128,
                ),
            ),
            key=lambda row: row.id,
            name=tr("Messages to patients"),
        )
        self.all_again = KeyButton("", "Shift+F9", icon="repeat")
        self.more = Label(tr("There are more. Choose a day or search."), "small")
        self.title = Label("", "h2", wrap=True)
        self.state = Pill("", "grey")
        self.whom = Whole("", "strong")
        self.address = Label("", "muted", wrap=True)
        self.what_now = Note("", "info")
        self.subject = Label("", "strong", wrap=True)
        self.text = Label("", "body", wrap=True)
        self._below = Rule()
        self.attempts = Label("", "small", wrap=True)
        self.give_up = KeyButton(tr("Give up"), "Alt+G", icon="ban")
        self.again = KeyButton(tr("Send again"), "F9", icon="repeat", kind="primary")
        self.problem = Note("", "bad")
        self._build()

        self.states.picked.connect(messages.show_state)
        self.kind.picked.connect(messages.show_kind)
        self.day.editingFinished.connect(self._pick_day)
        self.search.searched.connect(messages.find)
        self.rows.current_changed.connect(self._choose)
        self.again.clicked.connect(self._send_again)
        self.all_again.clicked.connect(messages.send_all_again)
        self.give_up.clicked.connect(messages.give_up)
        messages.state_changed.connect(self._render)
        messages.moved.connect(self._tell)
        messages.went_again.connect(self._tell_all)

        self._render(messages.state)
        messages.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _build(self) -> None:
        self.setFocusProxy(self.rows)
        filters = hbox(
            Field(tr("Patient"), self.search), Field(tr("Due on"), self.day), Field(tr("Kind"), self.kind), spacing=10
        )
        filters.setStretch(0, 1)
        self.day.setFixedWidth(156)
        head = vbox(
            heading(tr("Messages to patients"), key="F4"),
            filters,
            self.states,
            self.standing,
            hbox(self.more, None, self.all_again, spacing=8),
            spacing=8,
            margins=(14, 0, 14, 6),
        )
        listed = Card(box(head), self.rows, margins=(1, 12, 1, 6))
        listed.inside.setStretch(1, 1)
        moves = hbox(None, self.give_up, self.again, spacing=8)
        self._moves = box(moves)
        self._about = Card(
            hbox(self.title, None, self.state, spacing=8),
            self.whom,
            self.address,
            self.what_now,
            Rule(),
            self.subject,
            self.text,
            self._below,
            self.attempts,
            self.problem,
            None,
            self._moves,
            spacing=8,
        )
        row = hbox(listed, self._about, spacing=12)
        row.setStretch(0, 1)
        self.setLayout(row)
        key = QShortcut(QKeySequence("F4"), self)
        key.activated.connect(self.rows.setFocus)

    def _fit(self) -> None:
        self._about.setFixedWidth(520 if self.window().width() >= WIDE_SCREEN else 420)

    def _render(self, state: MessagesState) -> None:
        self.rows.set_rows(state.rows)
        self.rows.set_empty(_empty(state))
        if state.message is not None:
            self.rows.select(state.message.id)
        self.more.setVisible(state.more)
        failed = len(state.failed)
        self.all_again.setVisible(self._may_move and failed > 1)  # one alone has its key
        self.all_again.set_text(tr("Send all {n} again", n=number_text(failed)))
        self.all_again.set_busy(state.busy)
        self._render_standing(state)
        self._render_message(state)
        words = problem_text(state.problem) if state.problem is not None else None
        self.problem.setVisible(words is not None)
        if words is not None:
            self.problem.set_state(words.sentence, "bad")

    def _render_standing(self, state: MessagesState) -> None:
        known = state.standing
        self.standing.setVisible(known is not None and (not known.on or bool(known.overdue)))
        if known is None:
            return
        for shown, count in ((MessageState.FAILED, known.failed), (MessageState.PERHAPS, known.perhaps)):
            word = state_word(shown)
            self.states.set_text(shown, tr("{word} {n}", word=word, n=count) if count else word)
        if not known.on:
            self.standing.set_state(tr("This hospital sends no messages yet: switch it on under Settings."), "info")
        elif known.overdue and known.oldest_due is not None:
            overdue = trn("{n} message is overdue", "{n} messages are overdue", known.overdue)
            since = datetime_text(known.oldest_due)
            self.standing.set_state(tr("{overdue}, the oldest since {since}.", overdue=overdue, since=since), "warn")

    def _render_message(self, state: MessagesState) -> None:
        message = state.message
        for part in (self.state, self.whom, self.address, self.subject, self.text, self._below, self.attempts):
            part.setVisible(message is not None)
        self.what_now.setVisible(message is not None)
        self._moves.setVisible(message is not None and self._may_move)
        if message is None:
            self.title.setText(tr("No message is chosen"))
            return
        self.title.setText(kind_word(message.kind))
        self.state.set_state(stands_word(message), stands_tone(message))
        self.whom.setText(_whom(message))
        self.address.setText(
            tr("{channel} to {address}", channel=channel_word(message.channel), address=message.address)
            if message.address
            else channel_word(message.channel)
        )
        self.what_now.set_state(what_now_text(message), stands_tone(message))
        self.subject.setVisible(bool(message.subject))
        self.subject.setText(message.subject)
        for part in (self.text, self._below):
            part.setVisible(bool(message.text))
        self.text.setText(message.text)
        self.attempts.setText(_attempts(message.attempts))
        self.again.set_blocked("" if state.can_send else tr("It need not be sent again"))
        self.give_up.set_blocked("" if state.can_give_up else tr("There is nothing to give up"))

    def _choose(self, row: MessageItem | None) -> None:
        if row is not None:
            self._messages.choose(row.id)

    def _pick_day(self) -> None:
        if self.day.day() is not None or not self.day.value():
            self._messages.show_day(self.day.day())

    def _send_again(self) -> None:
        message = self._messages.state.message
        if message is None:
            return
        if message.state is not MessageState.PERHAPS:
            self._messages.send_again(message)
            return
        sheet = Confirm(
            tr("Send it again?"),
            tr("Nobody knows whether it went out. If it did, the patient gets it twice."),
            tr("Send again"),
            self.window(),
            kind="primary",
        )
        sheet.confirmed.connect(lambda _: self._messages.send_again(message))
        sheet.open()

    def _tell_all(self, number: int) -> None:
        self.said.emit(trn("{n} message goes out again", "{n} messages go out again", number))

    def _tell(self, item: MessageItem) -> None:
        planned = item.state is MessageState.PLANNED
        self.said.emit(tr("It goes out again") if planned else tr("It was given up"))


def _empty(state: MessagesState) -> EmptyState:
    if state.term or state.day or state.kind:
        return EmptyState("search", tr("No message fits"), tr("Choose another day, kind or state."))
    if state.state is MessageState.FAILED:
        return EmptyState("circle-check", tr("No message failed"))
    return EmptyState("bell", tr("No such message"))


def _attempts(attempts: Sequence[MessageAttempt]) -> str:
    """The last of them: whoever waited for days was tried every hour."""
    earlier = len(attempts) - _MOST_ATTEMPTS
    lines = [trn("{n} earlier line", "{n} earlier lines", earlier)] if earlier > 0 else []
    lines += map(attempt_text, attempts[-_MOST_ATTEMPTS:])
    return "\n".join(lines) or tr("Nothing was tried yet.")


def _due_time(row: MessageItem) -> str:
    return time_text(row.due_at)


def _due_day(row: MessageItem) -> str:
    return short_date_text(day_of(row.due_at))


def _patient(row: MessageItem) -> str:
    return row.patient or row.patient_no


def _number(row: MessageItem) -> str:
    return row.patient_no if row.patient else ""


def _whom(row: MessageItem) -> str:
    return tr("{patient} · {number}", patient=row.patient, number=row.patient_no) if row.patient else row.patient_no
