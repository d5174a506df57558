"""The timeline of one visit, the newest step on top."""

from typing import Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from client.core.i18n import date_text, time_text, tr
from client.core.problem_text import problem_text
from client.core.words import event_words
from client.viewmodels.patient.visit import Kind, VisitState, VisitTimeline
from client.views.patient.looks import detail_text, kind_word, look_of, mark_of
from client.widgets.basics import Card, Elide, Item, Label, Rule, Scroll, box, clear, hbox, vbox
from client.widgets.choices import Chips
from client.widgets.icons import draw_icon
from client.widgets.pills import Note, Pill
from client.widgets.stat import EmptyState
from client.widgets.theme import tokens
from client.widgets.tokens import Tone
from shared.models.appointments import TimelineEntry

_ROW: Final = 48
_PLACE_WIDTH: Final = 170


class TimelineCard(Card):
    def __init__(self, view_model: VisitTimeline, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 10, 1, 8))
        self.setParent(parent)
        self._view_model = view_model
        self.kinds = Chips(tuple((kind, kind_word(kind)) for kind in Kind), tr("Show"), chosen=Kind.ALL)
        self._note = Note("", "warn")
        self._notice = box(vbox(self._note, margins=(16, 8, 16, 0)))
        self._day = Label("", "group")
        self._visit = Pill("", "primary", dot=False)
        self._rows = vbox(margins=(0, 0, 0, 4))
        self._stack = QStackedWidget()
        self._empty = EmptyState("history", "")
        self._shown: tuple[TimelineEntry, ...] | None = None
        self._build()

        self.kinds.picked.connect(view_model.choose)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)

    @property
    def rows(self) -> list["TimelineRow"]:
        """What is listed now, from the top."""
        items = (self._rows.itemAt(place) for place in range(self._rows.count()))
        return [row for item in items if item is not None and isinstance(row := item.widget(), TimelineRow)]

    def _build(self) -> None:
        day = box(hbox(self._day, self._visit, None, margins=(16, 8, 16, 4)))
        listed = vbox(day, Scroll(box(self._rows)))
        listed.setStretch(1, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(box(listed))
        self.add(box(vbox(self.kinds, margins=(14, 0, 14, 8))), Rule(), self._notice, self._stack)
        self.inside.setStretch(3, 1)

    def _render(self, state: VisitState) -> None:
        self.kinds.set_value(state.kind)
        for kind in Kind:
            number = state.count(kind)
            words = kind_word(kind)
            self.kinds.set_text(kind, tr("{words}  {n}", words=words, n=number) if number else words)
        self._notice.setVisible(state.problem is not None)
        if state.problem is not None:
            self._note.set_state(problem_text(state.problem).title, "warn")
        self._stack.setCurrentIndex(1 if state.shown else 0)
        self._empty.set_text(
            tr("No visit chosen") if state.appointment_id is None else tr("Nothing of this kind yet"),
            tr("Choose one under Visits.") if state.appointment_id is None else "",
        )
        if state.appointment is not None:
            visit = state.appointment
            self._day.setText(date_text(visit.date))
            self._visit.set_state(
                tr("{department} · {doctor}", department=visit.department, doctor=visit.doctor), "primary"
            )
        if state.shown != self._shown:
            self._shown = state.shown
            clear(self._rows)
            last = len(state.shown) - 1
            for place, entry in enumerate(state.shown):
                self._rows.addWidget(TimelineRow(entry, is_first=place == 0, is_last=place == last))
            self._rows.addStretch()


class TimelineRow(QFrame):
    """Time, icon, what happened, who did it and where."""

    def __init__(self, entry: TimelineEntry, *, is_first: bool, is_last: bool) -> None:
        super().__init__()
        self.entry = entry
        self.setFixedHeight(_ROW)
        icon, tone = look_of(entry.type)
        words, detail = event_words(entry.type), detail_text(entry)
        time = Label(time_text(entry.performed_at), "strong")
        time.setFixedWidth(44)
        head: list[Item] = [Label(words, "strong")]
        if (mark := mark_of(entry)) is not None:
            head.append(Pill(mark[0], mark[1], dot=False))
        what = vbox(None, hbox(*head, None), *((Elide(detail, "small"),) if detail else ()), None, spacing=1)
        who = Elide(entry.performed_by, "small")
        where = box(vbox(None, who, Elide(entry.workstation, "small"), None, spacing=1))
        where.setFixedWidth(_PLACE_WIDTH)
        spine = _Spine(icon, tone, is_first=is_first, is_last=is_last)
        row = hbox(time, spine, what, where, spacing=12, margins=(16, 0, 14, 0))
        row.setStretch(2, 1)
        self.setLayout(row)
        spoken = (time.text(), words, detail, entry.performed_by, entry.workstation)
        self.setAccessibleName(", ".join(part for part in spoken if part))


class _Spine(QWidget):
    """An icon's disc on a line that goes through the whole visit."""

    def __init__(self, icon: str, tone: Tone, *, is_first: bool, is_last: bool) -> None:
        super().__init__()
        self._icon, self._tone, self._first, self._last = icon, tone, is_first, is_last
        self.setFixedWidth(34)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t, middle, centre = tokens(), self.height() // 2, self.width() // 2
        ink, ground = t.tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.border), 2))
        if not self._first:
            painter.drawLine(centre, 0, centre, middle)
        if not self._last:
            painter.drawLine(centre, middle, centre, self.height())
        painter.setPen(QPen(QColor(t.surface), 3))
        painter.setBrush(QColor(ground))
        painter.drawEllipse(QRectF(centre - 15.5, middle - 15.5, 31, 31))
        draw_icon(painter, QRect(centre - 8, middle - 8, 16, 16), self._icon, ink)
