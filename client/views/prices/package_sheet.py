"""Putting a package together: found by words, added by Enter, taken out by Delete."""

from operator import attrgetter

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.prices.package_draft import PackageDraft, PackageState
from client.views.prices.words import kind_word, price_text
from client.views.upkeep import CallSheet
from client.widgets.basics import hbox
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.search import SearchBox
from shared.models.prices import PriceLine
from shared.money import Currency

_HEIGHT = 260
_SHOWN = 50


class PackageSheet(CallSheet):
    """Hands up the call it would make; what it costs is said in the lists."""

    def __init__(self, draft: PackageDraft, currency: Currency | None, parent: QWidget) -> None:
        super().__init__(
            tr("Package"),
            tr("Save"),
            parent,
            subtitle=tr("Several tests and services for one price, which is typed in the list's draft."),
            key="Ctrl+S",
            width=820,
        )
        self._draft, self._currency = draft, currency
        self.primary.setDefault(False)  # Enter adds what is found
        draft.setParent(self)
        self.code, self.name = LineInput(most=20), LineInput(most=120)
        self.box = SearchBox(tr("Test or service"), size="md")
        self.found: ListPicker[PriceLine] = ListPicker(self._facts, attrgetter("priced_id"), tr("Tests and services"))
        self.items: ListPicker[tuple[int, PriceLine]] = ListPicker(
            self._inside, lambda item: item[0], tr("In the package; Delete takes out")
        )
        self.box.drive(self.found)
        for picker in (self.found, self.items):
            picker.setFixedHeight(_HEIGHT)
        names = hbox(
            Field(tr("Code"), self.code, required=True), Field(tr("Name"), self.name, required=True), spacing=12
        )
        names.setStretch(1, 2)
        lists = hbox(
            Field(tr("Enter adds"), self.found), Field(tr("In the package; Delete takes out"), self.items), spacing=12
        )
        self.add(names, self.box, lists)

        self.box.searched.connect(draft.find)
        self.box.submitted.connect(self._add_current)
        self.found.picked.connect(draft.add)
        self._delete = QShortcut(QKeySequence("Delete"), self.items)
        self._delete.activated.connect(self._take_out)
        self.submitted.connect(self._submit)
        draft.state_changed.connect(self._render)

        draft.find("")
        self._render(draft.state)
        self.code.setFocus()

    def _render(self, state: PackageState) -> None:
        if state.package is not None and not self.name.value():
            self.code.set_value(state.package.code)
            self.code.setReadOnly(True)
            self.name.set_value(state.package.name)
        self.found.set_rows(state.found[:_SHOWN], self.box.text())
        self.items.set_rows(list(enumerate(state.items)))
        self.set_error("" if state.problem is None else problem_text(state.problem).text)

    def _add_current(self) -> None:
        line = self.found.current()
        if line is not None:
            self._draft.add(line)

    def _take_out(self) -> None:
        item = self.items.current()
        if item is not None:
            self._draft.remove(item[0])

    def _submit(self) -> None:
        self._hand_up(
            tr("Give it a code of letters and digits and a name, and put something in it."),
            self._draft.call,
            self.code.value(),
            self.name.value(),
        )

    def _facts(self, line: PriceLine) -> PickFacts:
        return PickFacts(line.name, price_text(line.amount, self._currency), kind_word(line.kind), avatar=False)

    def _inside(self, item: tuple[int, PriceLine]) -> PickFacts:
        return self._facts(item[1])
