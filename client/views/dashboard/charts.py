"""The charts of the day, each with the time and the people it is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import date_text, time_text, tr
from client.views.dashboard.bars import (
    debt_bars,
    hour_bars,
    income_bars,
    queue_bars,
    risk_bars,
    stage_bars,
    taken_bars,
    time_bars,
)
from client.widgets.basics import KeyCap
from client.widgets.charts.card import ChartCard
from client.widgets.charts.chart import Bar
from client.widgets.charts.columns import ColumnChart
from client.widgets.charts.rows import RowChart
from shared.models.dashboard import Dashboard, TimesOf

_ACROSS: Final = 3
_LOWEST: Final = 246
_MINUTES: Final = 96
_AMOUNT: Final = 118


class DayCharts(QWidget):
    """Three beside each other; those of money and stock only for who sees them."""

    def __init__(self, times_of: QWidget) -> None:
        """`times_of`: what chooses between the times of doctors and of departments."""
        super().__init__()
        self.hours = ChartCard(
            tr("Patients by hour"),
            ColumnChart(tr("Patients by hour"), (tr("New"), tr("Follow-up"), tr("Tests only")), whole=True),
            tr("Came at"),
            KeyCap("F4"),
        )
        self.queues = ChartCard(
            tr("Queues now"),
            RowChart(tr("Queues now"), (tr("Waiting"), tr("With doctor"), tr("On hold")), whole=True),
            tr("Doctor"),
        )
        self.laboratory = self._spread(tr("Laboratory, by stage"), tr("Stage"))
        self.waited = self._spread(tr("Waiting"), tr("Of"), times_of)
        self.seen = self._spread(tr("In the consulting room"), tr("Of"))
        self.income = self._money(tr("Income by department"), tr("Department"), (tr("Net"),))
        self.taken = self._money(tr("Taken at the counters"), tr("Way of paying"), (tr("Taken"), tr("Given back")))
        self.debts = self._money(tr("Dues"), tr("Who"), (tr("Amount"),))
        self.risks = ChartCard(
            tr("Stock at risk"), RowChart(tr("Stock at risk"), (tr("Number"),), whole=True), tr("What")
        )
        self.cards = (
            self.hours, self.queues, self.laboratory,
            self.waited, self.seen, self.income,
            self.taken, self.debts, self.risks,
        )  # fmt: skip
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        for place, card in enumerate(self.cards):
            card.setMinimumHeight(_LOWEST)
            self._grid.addWidget(card, place // _ACROSS, place % _ACROSS)
        for column in range(_ACROSS):
            self._grid.setColumnStretch(column, 1)
        self.setLayout(self._grid)

    @staticmethod
    def _spread(title: str, of_what: str, *tools: QWidget) -> ChartCard:
        """A median within the ninth of ten."""
        chart = RowChart(title, (tr("Half in"), tr("Nine of ten in")), overlaid=True)
        return ChartCard(title, chart, of_what, *tools, figures=_MINUTES)

    @staticmethod
    def _money(title: str, of_what: str, series: Sequence[str]) -> ChartCard:
        return ChartCard(title, RowChart(title, series), of_what, figures=_AMOUNT)

    def show_tables(self, *, shown: bool) -> None:
        for card in self.cards:
            card.show_table(shown=shown)

    def show_day(self, day: Dashboard | None, of_whom: str, *, by_department: bool) -> None:
        """`of_whom`: the doctor, the department or the whole house, in words."""
        counting = tr("Counting…")
        if day is None:
            for card in self.cards:
                card.set_bars((), "", counting)
            return
        house = tr("whole house")
        here, everywhere = caption(day, of_whom), caption(day, house)
        times: Sequence[TimesOf] = day.departments if by_department else day.doctors
        nobody = tr("Nobody came yet") if day.is_today else tr("Nobody came on this day")
        self.hours.set_bars(hour_bars(day.hours), here, nobody)
        no_queue = tr("Nobody waits") if day.is_today else tr("Queues are of today only")
        self.queues.set_bars(queue_bars(day.queues), here, no_queue)
        self.laboratory.set_bars(stage_bars(day.laboratory), here, tr("No report was released of what was ordered"))
        self.waited.set_bars(time_bars(times, waited=True), here, tr("Nobody has been in a room"))
        self.seen.set_bars(time_bars(times, waited=False), here, tr("Nobody is done"))
        money, stock = day.money, day.stock
        for card in (self.income, self.taken, self.debts):
            card.setVisible(money is not None)
        self.risks.setVisible(stock is not None)
        if money is not None:
            self.income.set_bars(income_bars(money.income, money.currency), here, tr("Nothing was billed"))
            taken: list[Bar] = taken_bars(money.taken, money.currency)
            self.taken.set_bars(taken, everywhere, tr("Nothing was taken"))
            self.debts.set_bars(debt_bars(money, is_today=day.is_today), everywhere, "")
        if stock is not None:
            self.risks.set_bars(risk_bars(stock), caption_of(tr("Now"), house, day), "")


def caption(day: Dashboard, of_whom: str) -> str:
    return caption_of(tr("Today") if day.is_today else date_text(day.day), of_whom, day)


def caption_of(when: str, of_whom: str, day: Dashboard) -> str:
    return tr("{day} · {of_whom} · counted at {time}", day=when, of_whom=of_whom, time=time_text(day.as_of))
