"""What stood on a sheet before, who said so and why it was changed; and what was found of the same earlier."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from client.core.i18n import short_date_text, tr
from client.core.zone import day_of
from client.views.lab.words import FLAG_TONES, flag_text, version_facts, version_title, withdrawn_text
from client.widgets.basics import Card, Label, Scroll, box, hbox, vbox
from client.widgets.dialog import Sheet
from client.widgets.rows import Column
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from client.widgets.trend import Trend, TrendLine
from shared.models.lab_results import PastResult, PastVersion, ResultLine, ResultSheet, TestPast

_MOST_VERSIONS: Final = 4
_SHOWN: Final = 6
_LINES: Final = 7
_WORDS: Final = 150


class PastSheet(Sheet):
    """The arrows walk along the analytes; the side says how the one under them went."""

    def __init__(self, sheet: ResultSheet, past: TestPast, parent: QWidget) -> None:
        item = sheet.item
        what = tr("{test} · {name}, {number}", test=item.test, name=item.patient.name, number=item.patient.patient_no)
        super().__init__(tr("Earlier"), tr("Close"), parent, subtitle=what, width=980)
        self._past = past
        versions = past.versions[:_MOST_VERSIONS]
        self.table: RowsTable[ResultLine] = RowsTable(
            (
                Column(tr("Test"), lambda line: line.name, detail=lambda line: line.range_text, look="strong"),
                *(_column(version) for version in versions),
            ),
            key=lambda line: line.code,
            name=tr("Values of each version"),
        )
        self.trend = Trend(tr("Earlier results"))
        self.earlier = Label("", "body", wrap=True)
        self._build(versions)

        self.table.current_changed.connect(self._show_line)
        self.submitted.connect(self.accept)

        self.table.set_rows(sheet.lines)
        self.table.select_first()
        self.table.setFocus()

    def _build(self, versions: list[PastVersion]) -> None:
        facts = vbox(spacing=6)
        for version in versions:
            facts.addWidget(Label(version_title(version), "strong", wrap=True))
            facts.addWidget(Label(version_facts(version), "muted", wrap=True))
            if version.withdrawn_at is not None:
                facts.addWidget(Label(withdrawn_text(version), "small", tone="warn", wrap=True))
        facts.addStretch()
        said = Scroll(box(facts))
        said.setFixedHeight(_WORDS)
        self.table.show_rows(_LINES)
        side = Card(Label(tr("Earlier results"), "group"), self.trend, self.earlier, None)
        side.setFixedWidth(280)
        row = hbox(self.table, side, spacing=12)
        row.setStretch(0, 1)
        self.add(said, row)
        self.cancel.hide()

    def _show_line(self, line: ResultLine | None) -> None:
        if line is None:
            return
        found = [one for one in self._past.earlier if one.code == line.code]
        numbers = [float(one.number) for one in found if one.number is not None]
        self.trend.setVisible(len(numbers) > 1)
        if len(numbers) > 1:
            ends = (short_date_text(day_of(found[0].at)), short_date_text(day_of(found[-1].at)))
            self.trend.set_lines((TrendLine(tuple(numbers), abnormal=found[-1].flag.is_flagged),), _band(line), ends)
        self.earlier.setText(
            "\n".join(_earlier(one) for one in reversed(found[-_SHOWN:])) or tr("None before this one")
        )


def _column(version: PastVersion) -> Column[ResultLine]:
    return Column(
        tr("Version {n}", n=version.number),
        partial(_value, version),
        detail=partial(_flag, version),
        tone=partial(_tone, version),
        width=120,
    )


def _in(version: PastVersion, line: ResultLine) -> ResultLine | None:
    return next((one for one in version.lines if one.code == line.code), None)


def _value(version: PastVersion, line: ResultLine) -> str:
    one = _in(version, line)
    return "" if one is None else one.value or tr("not done")


def _flag(version: PastVersion, line: ResultLine) -> str:
    one = _in(version, line)
    return "" if one is None else one.comment or flag_text(one.flag)


def _tone(version: PastVersion, line: ResultLine) -> Tone | None:
    one = _in(version, line)
    return None if one is None or one.flag is None else FLAG_TONES.get(one.flag)


def _earlier(one: PastResult) -> str:
    return tr("{day}: {value} {flag}", day=short_date_text(day_of(one.at)), value=one.value, flag=flag_text(one.flag))


def _band(line: ResultLine) -> tuple[float, float] | None:
    if line.limits.low is None or line.limits.high is None:
        return None
    return float(line.limits.low), float(line.limits.high)
