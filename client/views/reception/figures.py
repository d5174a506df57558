"""The four numbers over reception's list."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import number_text, tr
from client.viewmodels.reception.day import DayListState
from client.views.queue.words import minutes_text, wait_tone
from client.widgets.basics import hbox
from client.widgets.stat import Stat


class Figures(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.waiting = Stat("users", tr("Waiting"), tone="warn")
        self.with_doctor = Stat("stethoscope", tr("With doctor"))
        self.seen = Stat("badge-check", tr("Seen today"), tone="ok")
        self.average = Stat("clock", tr("Average wait"), tone="grey")
        row = hbox(self.waiting, self.with_doctor, self.seen, self.average, spacing=12)
        for place in range(row.count()):
            row.setStretch(place, 1)
        self.setLayout(row)

    def show_figures(self, state: DayListState) -> None:
        if state.figures is None:
            return
        self.waiting.set_value(number_text(state.figures.waiting))
        self.with_doctor.set_value(number_text(state.figures.in_consultation))
        self.seen.set_value(number_text(state.figures.completed))
        average = state.figures.average_wait_minutes
        self.average.set_value(minutes_text(average), wait_tone(average) or "grey")
