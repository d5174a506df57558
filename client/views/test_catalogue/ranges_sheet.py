"""The ranges of a line: typed in place, tried out on a value, and saved as what counts from a day on."""

from datetime import date

from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, number_text, tr
from client.core.lab_words import condition_word, unit_text
from client.core.test_catalogue_problems import catalogue_problem
from client.core.words import sex_word
from client.viewmodels.test_catalogue.range_draft import Asked, RangeDraft, RangeState, Tried
from client.views.lab.words import FLAG_TONES, flag_text, refusal_text
from client.views.test_catalogue.range_table import RangeTable
from client.views.test_catalogue.words import field_word, gaps_text
from client.views.upkeep import CallSheet
from client.widgets.basics import Label, Sunken, hbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import SHORTEST_REASON
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput, LineInput
from client.widgets.pills import Note, Pill
from shared.contract import Call
from shared.contracts import test_catalogue
from shared.models.patients import Sex
from shared.models.test_catalogue import BandEntry, CatalogueAnalyte, TestDetails
from shared.rules.lab_ranges import Condition, Flag


class RangesSheet(CallSheet):
    """Begins with the newest set there is; what counted until then stays as it was."""

    def __init__(self, test: TestDetails, line: CatalogueAnalyte, today: date, parent: QWidget) -> None:
        about = tr("{test} · {code} · {unit}", test=test.name, code=line.code, unit=unit_text(line.unit) or "–")
        super().__init__(
            tr("Ranges of {line}", line=line.name), tr("Save"), parent, subtitle=about, key="Ctrl+S", width=1000
        )
        self._line, self._today = line, today
        newest = line.sets[-1] if line.sets else None
        self.draft = RangeDraft(line.scale, [entry.band for entry in newest.bands] if newest else [], self)
        self.table = RangeTable(self.draft, tr("Ranges of {line}", line=line.name))
        self.add_range = KeyButton(tr("Add a range"), "Alt+A", icon="plus", size="sm")
        self.remove_range = KeyButton(tr("Remove it"), "Alt+D", icon="x", kind="ghost", size="sm")
        self.valid_from = DateInput()
        self.valid_from.set_day(max(today, newest.valid_from) if newest else today)
        self.source = LineInput(newest.source if newest else "", most=120)
        self.reason = LineInput(most=200)
        self.note = Note("", "warn")
        self.value = LineInput(hint=tr("Value"), size="sm")
        self.age = LineInput("30y", size="sm")
        self.sex = Combo[Sex]((sex, sex_word(sex)) for sex in (Sex.FEMALE, Sex.MALE, Sex.UNKNOWN))
        self.condition = Combo[Condition | None](
            ((None, tr("No condition")), *((one, condition_word(one)) for one in Condition))
        )
        self.flag = Pill("", "grey")
        self.judged = Label("", "small")
        self._build(newest.valid_from if newest else None)

        self.add_range.clicked.connect(self.table.add)
        self.remove_range.clicked.connect(self.table.remove)
        self.draft.changed.connect(self._render)
        for text in (self.value, self.age):
            text.textChanged.connect(self._try)
        self.sex.picked.connect(self._try)
        self.condition.picked.connect(self._try)
        for text in (self.valid_from, self.source, self.reason):
            text.textChanged.connect(self._check)
        self.submitted.connect(self._choose)

        self._render(self.draft.state)
        self.table.start()

    def _build(self, since: date | None) -> None:
        tools = hbox(
            Label(tr("Ages: 36h, 28d, 6m, 12y; “to” is not included. Sex: m, f or any."), "small"),
            None,
            self.add_range,
            self.remove_range,
        )
        facts = hbox(
            Field(tr("Counts from"), self.valid_from, required=True),
            Field(tr("Source"), self.source, required=True),
            Field(tr("Why"), self.reason, required=True, key="Alt+W"),
            spacing=12,
        )
        for place, share in enumerate((1, 2, 2)):
            facts.setStretch(place, share)
        self.value.setFixedWidth(120)
        self.age.setFixedWidth(84)
        self.sex.setFixedWidth(110)
        self.condition.setFixedWidth(210)
        self.value.setAccessibleName(tr("Value to try"))
        self.age.setAccessibleName(tr("Age to try"))
        self.sex.setAccessibleName(tr("Sex to try"))
        self.condition.setAccessibleName(tr("Condition to try"))
        trial = hbox(
            Label(tr("Try a value"), "strong"),
            self.value,
            self.age,
            self.sex,
            self.condition,
            self.flag,
            self.judged,
            None,
        )
        self.add(tools, self.table, self.note, Sunken(trial), facts)
        if since is not None and since > self._today:
            self.add(Label(tr("These are the ranges that will count from {day} on.", day=date_text(since)), "small"))

    def _render(self, state: RangeState) -> None:
        problem = state.problem
        if problem is not None:
            words = catalogue_problem(problem.problem, problem.detail)
            where = tr("Range {n}, {field}", n=number_text((problem.line or 0) + 1), field=field_word(problem.field))
            self.note.set_state(tr("{where}: {sentence}", where=where, sentence=words), "bad")
        else:
            self.note.set_state(gaps_text(state.gaps) or tr("Every age has a range."), "info")
        self._try()
        self._check()

    def _try(self) -> None:
        asked = Asked(self.value.value(), self.age.value(), self.sex.value() or Sex.FEMALE, self.condition.value())
        tried = self.draft.tried(asked)
        self.table.cells.mark(tried.row)
        self.flag.setVisible(tried.flag is not None)
        if tried.flag is not None:
            words = flag_text(tried.flag) or (tr("Normal") if tried.flag is Flag.NORMAL else tr("Not judged"))
            self.flag.set_state(words, FLAG_TONES.get(tried.flag, "ok" if tried.flag is Flag.NORMAL else "grey"))
        self.judged.setText(_judged(tried))

    def _check(self) -> None:
        day = self.valid_from.day()
        if self.draft.state.problem is not None or not self.draft.state.rows:
            blocked = tr("Correct the ranges first")
        elif day is None or day < self._today:
            blocked = tr("From today on, or later")
        elif not self.source.value():
            blocked = tr("Where is it from?")
        else:
            blocked = "" if len(self.reason.value()) >= SHORTEST_REASON else tr("A reason is needed")
        self.primary.set_blocked(blocked)

    def _choose(self) -> None:
        day = self.valid_from.day()
        if day is None:
            return
        call: Call[TestDetails] = test_catalogue.save_ranges(
            analyte_id=self._line.id,
            version=self._line.version,
            valid_from=day,
            source=self.source.value(),
            bands=[BandEntry.model_validate(band) for band in self.draft.state.bands],
            reason=self.reason.value(),
        )
        self.chosen.emit(call)


def _judged(tried: Tried) -> str:
    if tried.refused is not None:
        return refusal_text(tried.refused)
    if tried.age_unreadable:
        return tr("Write an age such as 36h, 28d, 6m or 12y.")
    if tried.flag is None:
        return ""
    if tried.row is None:
        return tr("{value}: range not available for age", value=tried.value)
    return tr("{value} by range {n}: {range}", value=tried.value, n=tried.row + 1, range=tried.range_text or "–")
