"""The days on which the house is closed: found, added, opened again, with who is booked there."""

from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, datetime_text, number_text, tr, trn
from client.core.problem_text import problem_text
from client.viewmodels.settings.closing_days import ClosingDesk, ClosingState
from client.views.upkeep import CallSheet, UpkeepPage
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton, Kind
from client.widgets.field import Field
from client.widgets.inputs import DateInput, LineInput
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.contract import Call
from shared.contracts import house
from shared.models.common import Page
from shared.models.house import BookedThere, ClosingDay


class ClosingTab(UpkeepPage):
    """Keyboard first: F2 finds, arrows walk, Enter opens, Ctrl+N adds."""

    asks_why = True

    def __init__(self, desk: ClosingDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._desk = desk
        self.box = SearchBox(tr("Part of the name or of the date"), "F2", size="md")
        self.table: RowsTable[ClosingDay] = RowsTable(
            (
                Column(tr("Day"), _day, look="strong", width=190),
                Column(tr("Closed for"), attrgetter("name")),
                Column(tr("Booked"), _booked_text, tone=_booked_tone, look="pill", width=190),
                Column(tr("Who"), attrgetter("who"), detail=_when, width=220),
            ),
            key=attrgetter("id"),
            name=tr("Closing days"),
            row_height=44,
        )
        self.new = KeyButton(tr("New closing day"), "Ctrl+N", icon="plus", size="sm")
        self.more = Label(tr("There are more than this list shows."), "small")
        self._build()

        self.box.searched.connect(self._find)
        self.box.submitted.connect(self._open_current)
        self.new.clicked.connect(self._add)
        self.table.opened.connect(self._look_at)
        desk.state_changed.connect(self._render)

        self._render(desk.state)

    def _build(self) -> None:
        self.setFocusProxy(self.box)
        self.box.drive(self.table)
        self.table.set_empty(EmptyState("calendar-x", tr("No such closing day ahead."), tr("Ctrl+N adds one.")))
        what = Label(
            tr("On these days nobody has weekly hours. Hours that are added for the date itself stand."), "small"
        )
        card = Card(spacing=0, margins=(1, 12, 1, 12))
        card.add(
            box(vbox(heading(tr("Closing days"), self.new, key="F2"), self.box, spacing=8, margins=(14, 0, 14, 8))),
            self.table,
            box(hbox(Label(tr("Enter opens it"), "small"), what, None, self.more, spacing=16, margins=(14, 8, 14, 0))),
        )
        card.inside.setStretch(1, 1)
        layout = vbox(self.problem, card, spacing=8)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _render(self, state: ClosingState) -> None:
        self.more.setVisible(state.more)
        self._find(self.box.text())

    def _find(self, words: str) -> None:
        wanted = words.strip().casefold()
        days = self._desk.state.days
        self.table.set_rows([one for one in days if wanted in f"{one.name} {_day(one)}".casefold()])

    def _open_current(self) -> None:
        if self.table.current() is None:
            self.table.select_first()
        day = self.table.current()
        if day is not None:
            self._look_at(day)

    def _add(self) -> None:
        self._edit(CloseSheet(self._desk, self.window()))

    def _look_at(self, day: ClosingDay) -> None:
        self._edit(OpenAgainSheet(self._desk, day, self.window()))

    def _said(self, answer: object) -> str:
        booked = sum(one.booked for one in answer.items) if isinstance(answer, Page) else 0
        if not booked:
            return super()._said(answer)
        return trn("Saved. {n} patient is booked there.", "Saved. {n} patients are booked there.", booked)


class _BookedSheet(CallSheet):
    """With who are booked on the days it is about."""

    def __init__(
        self, desk: ClosingDesk, title: str, primary: str, parent: QWidget, *, key: str, kind: Kind, subtitle: str
    ) -> None:
        super().__init__(title, primary, parent, key=key, kind=kind, subtitle=subtitle, width=560)
        self.count = Label("", "strong")
        self.list: RowsTable[BookedThere] = RowsTable(
            (
                Column(tr("Day"), _day, width=190),
                Column(tr("Doctor"), attrgetter("doctor")),
                Column(tr("Booked"), lambda row: number_text(row.visits), look="money", width=90),
            ),
            key=attrgetter("day", "doctor_id"),
            name=tr("Who are booked"),
        )
        self._nobody = EmptyState("calendar-days", "")
        self.list.set_empty(self._nobody)
        self.list.show_rows(4)
        self.advice = Label(
            tr(
                "They keep their places until the reception moves or cancels them in the calendar: one by one, "
                "or all of a doctor by a leave."
            ),
            "muted",
            wrap=True,
        )
        self.submitted.connect(self._submit)
        desk.state_changed.connect(self._render)

    def _render(self, state: ClosingState) -> None:
        booked = sum(one.visits for one in state.booked)
        self.count.setText(trn("{n} patient is booked", "{n} patients are booked", booked) if state.looked else "")
        self._nobody.set_text(tr("Nobody is booked there") if state.looked else "")
        self.list.set_rows(state.booked)
        self.advice.setVisible(booked > 0)
        if state.unknown is not None:
            self.set_error(problem_text(state.unknown).sentence, "warn")

    def _submit(self) -> None:
        raise NotImplementedError  # each hands up its own call


class CloseSheet(_BookedSheet):
    def __init__(self, desk: ClosingDesk, parent: QWidget) -> None:
        super().__init__(desk, tr("New closing day"), tr("Save"), parent, key="Ctrl+S", kind="primary", subtitle="")
        self._desk = desk
        self.first, self.last = DateInput(), DateInput()
        self.name = LineInput(most=120)
        self.add(
            hbox(
                Field(tr("Day"), self.first, required=True),
                Field(tr("Until, if it is more than one"), self.last),
                spacing=12,
            ),
            Field(tr("What for"), self.name, required=True),
            self.count,
            self.list,
            self.advice,
        )
        for editor in (self.first, self.last):
            editor.textChanged.connect(self._look)
        self._look()
        self._render(desk.state)
        self.first.setFocus()

    def _last(self) -> date | None:
        return self.last.day() if self.last.value() else self.first.day()

    def _look(self) -> None:
        self._desk.look(self.first.day(), self._last())

    def _submit(self) -> None:
        self._hand_up(tr("Give the day, the last one if it is more than one, and what for."), self._call)

    def _call(self) -> Call[Any]:
        """Raises ValueError."""
        first, last = self.first.day(), self._last()
        if first is None or last is None:
            raise ValueError("these are no days")
        return house.close_days(first_day=first, last_day=last, name=self.name.value())


class OpenAgainSheet(_BookedSheet):
    def __init__(self, desk: ClosingDesk, day: ClosingDay, parent: QWidget) -> None:
        super().__init__(
            desk, day.name, tr("Open on this day"), parent, key="Ctrl+Enter", kind="danger", subtitle=_day(day)
        )
        self._day = day
        self.add(
            Label(tr("Opened, everybody's weekly hours stand on this day again."), "body", wrap=True),
            self.count,
            self.list,
            self.advice,
        )
        desk.look(day.day, day.day)
        self._render(desk.state)
        self.primary.setDefault(False)  # Enter, held a moment too long in the list, must not open the house
        self.cancel.setDefault(True)
        self.cancel.setFocus()

    def _submit(self) -> None:
        self._hand_up("", partial(house.open_again, closing_day_id=self._day.id))


def _day(row: ClosingDay | BookedThere) -> str:
    return date_text(row.day)


def _when(row: ClosingDay) -> str:
    return datetime_text(row.at)


def _booked_text(row: ClosingDay) -> str:
    return trn("{n} booked", "{n} booked", row.booked) if row.booked else ""


def _booked_tone(row: ClosingDay) -> Tone | None:
    return "warn" if row.booked else None
