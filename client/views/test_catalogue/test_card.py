"""One test: its facts, and its lines with their ranges."""

from PySide6.QtCore import Signal

from client.core.i18n import number_text, tr
from client.viewmodels.test_catalogue.catalogue import Catalogue, CatalogueState
from client.views.test_catalogue.words import (
    critical_text,
    gap_text,
    kind_word,
    line_unit,
    ranges_text,
)
from client.widgets.basics import Card, Elide, box, hbox, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Pill
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.test_catalogue import CatalogueAnalyte, TestDetails


class TestCard(Card):
    """Enter on a line opens its ranges."""

    __test__ = False
    ranges_wanted = Signal(object)  # CatalogueAnalyte
    line_wanted = Signal(object)  # CatalogueAnalyte, or None for a new one
    retire_wanted = Signal(object)  # CatalogueAnalyte
    change_wanted = Signal()

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(spacing=0, margins=(1, 12, 1, 10))
        self._catalogue = catalogue
        self.name = Elide("", "h2")
        self.about = Elide("", "small")
        self.retired = Pill(tr("Retired"), "grey")
        self.change = KeyButton(tr("Change"), "F4", icon="settings", size="sm")
        self.lines: RowsTable[CatalogueAnalyte] = RowsTable(
            (
                Column(tr("Line"), lambda row: row.name, detail=_code, look="strong"),
                Column(tr("Unit"), line_unit, detail=lambda row: kind_word(row.kind), width=150),
                Column(tr("Ranges"), ranges_text, detail=critical_text, width=240),
                Column(tr("Valid"), _valid, width=110, wide_only=True),
                Column(tr("State"), _state, tone=_tone, look="pill", width=170),
            ),
            key=lambda row: row.id,
            name=tr("Lines of the test"),
        )
        self.lines.set_empty(EmptyState("list-ordered", tr("This test has no line yet."), tr("Add one with F6.")))
        self.empty = EmptyState("flask-conical", tr("Choose a test."), tr("F2 searches, Enter goes into it."))
        self.ranges = KeyButton(tr("Ranges"), "F3", kind="primary", size="md")
        self.edit = KeyButton(tr("Change line"), "F5", size="md")
        self.new = KeyButton(tr("New line"), "F6", icon="plus", size="md")
        self.retire = KeyButton(tr("Retire line"), "F8", kind="ghost", size="md")
        self._build()

        self.change.clicked.connect(self.change_wanted)
        self.lines.opened.connect(self._open_ranges)
        self.lines.current_changed.connect(self._follow)
        self.ranges.clicked.connect(self._want_ranges)
        self.edit.clicked.connect(self._want_line)
        self.new.clicked.connect(self._want_new)
        self.retire.clicked.connect(self._want_retired)
        catalogue.state_changed.connect(self._render)

        self._render(catalogue.state)

    def start(self) -> None:
        """The keyboard goes to the lines."""
        self.lines.setFocus()
        if self.lines.current() is None:
            self.lines.select_first()

    def _build(self) -> None:
        title = hbox(self.name, self.retired, self.change, spacing=10)
        title.setStretch(0, 1)
        head = vbox(title, self.about, spacing=2, margins=(16, 0, 14, 4))
        acts = hbox(self.ranges, self.edit, self.new, None, self.retire, spacing=8, margins=(14, 8, 14, 0))
        inside = vbox(head, self.lines, acts)
        inside.setStretch(1, 1)
        self._whole = box(inside)
        self.add(self.empty, self._whole)
        self.inside.setStretch(0, 1)
        self.inside.setStretch(1, 1)

    def _render(self, state: CatalogueState) -> None:
        test = state.details
        show_only({self.empty: test is None, self._whole: test is not None})
        if test is not None:
            self.name.setText(test.name)
            self.about.setText(_facts(test))
            self.retired.setVisible(not test.is_active)
            self.lines.set_rows(test.lines)
        self._follow()

    def _follow(self) -> None:
        line = self.lines.current()
        blocked = tr("Choose a line first") if line is None else ""
        if line is not None and not line.is_active:
            blocked = tr("This line is retired")
        for button in (self.ranges, self.edit, self.retire):
            button.set_blocked(blocked)

    def _open_ranges(self, line: CatalogueAnalyte) -> None:
        if line.is_active:
            self.ranges_wanted.emit(line)

    def _want_ranges(self) -> None:
        self.ranges_wanted.emit(self.lines.current())

    def _want_line(self) -> None:
        self.line_wanted.emit(self.lines.current())

    def _want_new(self) -> None:
        self.line_wanted.emit(None)

    def _want_retired(self) -> None:
        self.retire_wanted.emit(self.lines.current())


def _facts(test: TestDetails) -> str:
    minutes = tr("promised within {n} min", n=number_text(test.target_minutes))
    parts = [test.code, test.lab, test.specimen, test.tube, minutes]
    return " · ".join([*parts, tr("one person may verify")] if test.one_person else parts)


def _code(line: CatalogueAnalyte) -> str:
    formula = tr("= {formula}", formula=line.formula) if line.formula else ""
    return " · ".join(part for part in (line.code, line.loinc, formula) if part)


def _valid(line: CatalogueAnalyte) -> str:
    if line.valid_low is None and line.valid_high is None:
        return ""
    low, high = ("" if limit is None else number_text(limit) for limit in (line.valid_low, line.valid_high))
    return f"{low}–{high}"


def _state(line: CatalogueAnalyte) -> str:
    if not line.is_active:
        return tr("Retired")
    if len(line.gaps) > 1:
        return tr("{n} gaps", n=number_text(len(line.gaps)))
    return tr("No range {ages}", ages=gap_text(line.gaps[0])) if line.gaps else ""


def _tone(line: CatalogueAnalyte) -> Tone | None:
    return "grey" if not line.is_active else "warn" if line.gaps else None
