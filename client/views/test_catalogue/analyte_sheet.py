"""One line of a test: what it is, how its results are written, and what is remarked of them."""

from decimal import Decimal

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from client.core.i18n import tr
from client.views.test_catalogue.words import kind_word
from client.views.upkeep import CallSheet
from client.widgets.basics import hbox
from client.widgets.dialog import SHORTEST_REASON
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from client.widgets.pills import Note
from shared.contract import Call
from shared.contracts import test_catalogue
from shared.models.test_catalogue import CatalogueAnalyte, TestDetails
from shared.rules.lab_catalogue import limit_text, read_limit
from shared.rules.lab_values import ResultKind


class AnalyteSheet(CallSheet):
    """What tests were ordered with keeps its meaning: another unit begins another line, if one says so."""

    def __init__(self, test: TestDetails, line: CatalogueAnalyte | None, parent: QWidget) -> None:
        title = tr("New line") if line is None else tr("Change {line}", line=line.name)
        super().__init__(title, tr("Save"), parent, subtitle=test.name, key="Ctrl+S", width=760)
        self._test, self._line = test, line
        self.code = LineInput(line.code if line else "", most=20)
        self.name = LineInput(line.name if line else "", most=120)
        self.loinc = LineInput(line.loinc if line else "", most=10)
        self.kind = Combo[ResultKind]((kind, kind_word(kind)) for kind in ResultKind)
        self.unit = LineInput(line.unit if line else "", most=40)
        self.decimals = LineInput(str(line.decimals) if line else "0", most=1)
        self.place = LineInput(str(line.line if line else len(test.lines) + 1), most=3)
        self.choices = LineInput(" | ".join(line.choices) if line else "")
        self.formula = LineInput(line.formula if line else "", most=200)
        self.valid_low = LineInput(limit_text(line.valid_low) if line else "")
        self.valid_high = LineInput(limit_text(line.valid_high) if line else "")
        self.delta = LineInput(limit_text(line.delta_absolute) if line else "")
        self.percent = LineInput(limit_text(line.delta_percent) if line else "")
        self.days = LineInput(str(line.delta_days or "") if line else "", most=4)
        self.is_share = QCheckBox(tr("Part of 100"))
        self.is_lifelong = QCheckBox(tr("Never changes in a life"))
        self.renew = QCheckBox(tr("Retire this line and begin a new one for tests ordered from now on"))
        self.reason = LineInput("" if line else tr("new"), most=200)
        if line is not None:
            self.kind.set_value(line.kind)
            self.is_share.setChecked(line.is_share)
            self.is_lifelong.setChecked(line.is_lifelong)
        self._build()

        for text in (self.code, self.name, self.reason):
            text.textChanged.connect(self._check)
        self.submitted.connect(self._choose)

        self._check()
        (self.code if line is None else self.name).setFocus()

    def _build(self) -> None:
        self.add(
            _row(
                Field(tr("Code"), self.code, required=True),
                Field(tr("Name"), self.name, required=True),
                Field(tr("LOINC"), self.loinc),
                Field(tr("Place"), self.place),
            ),
            _row(
                Field(tr("Kind"), self.kind, required=True),
                Field(tr("Unit (UCUM)"), self.unit),
                Field(tr("Decimals"), self.decimals),
            ),
            Field(tr("Choices, parted by |"), self.choices),
            Field(tr("Formula, such as TRIG / 5"), self.formula),
            _row(
                Field(tr("Valid from"), self.valid_low),
                Field(tr("Valid to"), self.valid_high),
                Field(tr("Remarked change"), self.delta),
                Field(tr("or in %"), self.percent),
                Field(tr("Within days"), self.days),
            ),
            hbox(self.is_share, self.is_lifelong, None, spacing=20),
        )
        self.renew.setVisible(False)
        if self._line is not None and self._line.is_used:
            self.add(
                Note(
                    tr("Tests were ordered with it: code, kind, unit, decimals and formula keep their meaning."), "info"
                ),
                self.renew,
            )
            self.renew.setVisible(True)
        self.add(Field(tr("Why"), self.reason, required=True))

    def _check(self) -> None:
        filled = self.code.value() and self.name.value()
        if not filled:
            self.primary.set_blocked(tr("Fill in what is marked with *"))
        else:
            long_enough = len(self.reason.value()) >= SHORTEST_REASON
            self.primary.set_blocked("" if long_enough else tr("A reason is needed"))

    def _choose(self) -> None:
        """What is no number, or beyond the request's own limits, as a unit with a space, makes none."""
        self._hand_up(
            tr("Look again: a code begins with a letter, a unit has no space, limits are numbers with a point."),
            self._call,
        )

    def _call(self) -> Call[TestDetails]:
        """Raises ValueError."""
        facts = {
            "code": self.code.value(),
            "name": self.name.value(),
            "loinc": self.loinc.value(),
            "unit": self.unit.value(),
            "decimals": int(self.decimals.value() or 0),
            "kind": self.kind.value() or ResultKind.NUMBER,
            "choices": [choice.strip() for choice in self.choices.value().split("|") if choice.strip()],
            "formula": self.formula.value(),
            "is_share": self.is_share.isChecked(),
            "valid_low": _limit(self.valid_low),
            "valid_high": _limit(self.valid_high),
            "delta_absolute": _limit(self.delta),
            "delta_percent": _limit(self.percent),
            "delta_days": int(self.days.value()) if self.days.value() else None,
            "is_lifelong": self.is_lifelong.isChecked(),
            "line": int(self.place.value() or 1),
            "reason": self.reason.value(),
        }
        if self._line is None:
            request = test_catalogue.add_analyte.request.model_validate({**facts, "test_type_id": self._test.id})
            return test_catalogue.add_analyte.bind(request)
        about = {"analyte_id": self._line.id, "version": self._line.version, "renew": self.renew.isChecked()}
        return test_catalogue.change_analyte.bind(
            test_catalogue.change_analyte.request.model_validate({**facts, **about})
        )


def _limit(text: LineInput) -> Decimal | None:
    return read_limit(text.value())


def _row(*fields: Field) -> QHBoxLayout:
    return hbox(*fields, spacing=12)
