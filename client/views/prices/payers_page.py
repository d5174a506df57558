"""Who pays beside the patient, and the categories that price lists are for: added, changed, retired."""

from operator import attrgetter

from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import number_text, tr
from client.viewmodels.prices.payer_desk import PayerDesk, PayerState
from client.views.prices.sheets import NewSheet
from client.views.prices.words import payer_kind_word
from client.views.upkeep import UpkeepPage
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import LineInput, NumberInput
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.contracts import payers
from shared.models.payers import PatientCategory, Payer, PayerKind

_SHARE_PLACES = 2


class PayersPage(UpkeepPage):
    """Keyboard first: arrows walk, Enter changes, Tab goes to the categories."""

    asks_why = True

    def __init__(self, desk: PayerDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._desk = desk
        desk.setParent(self)
        self.payers: RowsTable[Payer] = RowsTable(
            (
                Column(tr("Name"), attrgetter("name"), detail=attrgetter("code"), look="strong"),
                Column(tr("Kind"), lambda row: payer_kind_word(row.kind), width=110),
                Column(tr("Usually pays"), _share, look="money", width=120),
                Column(tr("State"), _state, tone=_tone, look="pill", width=110),
            ),
            key=attrgetter("id"),
            name=tr("Payers"),
            row_height=44,
        )
        self.categories: RowsTable[PatientCategory] = RowsTable(
            (
                Column(tr("Name"), attrgetter("name"), detail=attrgetter("code"), look="strong"),
                Column(tr("State"), _state, tone=_tone, look="pill", width=110),
            ),
            key=attrgetter("id"),
            name=tr("Patient categories"),
            row_height=44,
        )
        self.new_payer = KeyButton(tr("New payer"), "Ctrl+N", icon="plus", size="sm")
        self.new_category = KeyButton(tr("New category"), "Ctrl+Shift+N", icon="plus", size="sm")
        self._build()

        self.new_payer.clicked.connect(self._add_payer)
        self.new_category.clicked.connect(self._add_category)
        self.payers.opened.connect(self._change_payer)
        self.categories.opened.connect(self._change_category)
        desk.state_changed.connect(self._render)

        self._render(desk.state)
        desk.refresh()

    def _build(self) -> None:
        self.setFocusProxy(self.payers)
        self.payers.set_empty(
            EmptyState("shield-check", tr("No payer yet."), tr("Add insurers and companies: Ctrl+N."))
        )
        self.categories.set_empty(EmptyState("users", tr("No category yet."), ""))
        cards = hbox(
            _card(tr("Payers"), self.new_payer, self.payers),
            _card(tr("Patient categories"), self.new_category, self.categories),
            spacing=12,
        )
        cards.setStretch(0, 3)
        cards.setStretch(1, 2)
        layout = vbox(self.problem, cards, spacing=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _render(self, state: PayerState) -> None:
        self.payers.set_rows(state.payers)
        self.categories.set_rows(state.categories)

    def _add_payer(self) -> None:
        self._edit(PayerSheet(None, self.window()))

    def _add_category(self) -> None:
        self._edit(CategorySheet(None, self.window()))

    def _change_payer(self, payer: Payer) -> None:
        self._edit(PayerSheet(payer, self.window()))

    def _change_category(self, category: PatientCategory) -> None:
        self._edit(CategorySheet(category, self.window()))


class PayerSheet(NewSheet):
    """None is a new one."""

    def __init__(self, payer: Payer | None, parent: QWidget) -> None:
        super().__init__(
            payer.name if payer else tr("New payer"),
            tr("Save"),
            parent,
            subtitle=tr("What it usually pays is proposed on its patients' bills."),
        )
        self._payer = payer
        self.code, self.name = _named(payer)
        self.kind: Segmented[PayerKind] = Segmented(
            ((kind, payer_kind_word(kind)) for kind in PayerKind), tr("Kind"), chosen=payer.kind if payer else None
        )
        if payer is None:
            self.kind.set_value(PayerKind.INSURER)
        self.share = NumberInput(_SHARE_PLACES)
        self.share.set_amount(payer.default_share if payer else None)
        self.active = _active(payer)
        self.add(
            hbox(Field(tr("Code"), self.code, required=True), Field(tr("Name"), self.name, required=True), spacing=12),
            hbox(Field(tr("Kind"), self.kind), Field(tr("Usually pays, per cent"), self.share), spacing=12),
            self.active,
        )
        self.active.setVisible(payer is not None)
        self.submitted.connect(self._submit)
        (self.code if payer is None else self.name).setFocus()

    def _submit(self) -> None:
        share = self.share.amount() if self.share.value() else 0
        said = {"name": self.name.value(), "kind": self.kind.value(), "default_share": share}
        if self._payer is None:
            self._offer(payers.add, code=self.code.value(), **said)
        else:
            active = self.active.isChecked()
            self._offer(payers.change, payer_id=self._payer.id, version=self._payer.version, is_active=active, **said)


class CategorySheet(NewSheet):
    """None is a new one."""

    def __init__(self, category: PatientCategory | None, parent: QWidget) -> None:
        super().__init__(
            category.name if category else tr("New patient category"),
            tr("Save"),
            parent,
            subtitle=tr("A price list can be for it: with prices of 0 it is exempt, and each line says so."),
        )
        self._category = category
        self.code, self.name = _named(category)
        self.active = _active(category)
        self.add(
            hbox(Field(tr("Code"), self.code, required=True), Field(tr("Name"), self.name, required=True), spacing=12),
            self.active,
        )
        self.active.setVisible(category is not None)
        self.submitted.connect(self._submit)
        (self.code if category is None else self.name).setFocus()

    def _submit(self) -> None:
        if self._category is None:
            self._offer(payers.add_category, code=self.code.value(), name=self.name.value())
        else:
            self._offer(
                payers.change_category,
                category_id=self._category.id,
                version=self._category.version,
                name=self.name.value(),
                is_active=self.active.isChecked(),
            )


def _card(title: str, button: KeyButton, table: RowsTable[Payer] | RowsTable[PatientCategory]) -> Card:
    card = Card(spacing=0, margins=(1, 12, 1, 12))
    foot = hbox(Label(tr("Enter changes it"), "small"), None, margins=(14, 8, 14, 0))
    card.add(box(vbox(heading(title, button), margins=(14, 0, 14, 8))), table, box(foot))
    card.inside.setStretch(1, 1)
    return card


def _named(entry: Payer | PatientCategory | None) -> tuple[LineInput, LineInput]:
    """A code is given once, and stands on lists and files from then on."""
    code, name = LineInput(entry.code if entry else "", most=20), LineInput(entry.name if entry else "", most=120)
    code.setReadOnly(entry is not None)
    return code, name


def _active(entry: Payer | PatientCategory | None) -> QCheckBox:
    active = QCheckBox(tr("In use; retired, it stays on what was billed"))
    active.setChecked(entry is None or entry.is_active)
    return active


def _share(payer: Payer) -> str:
    return tr("{n} %", n=number_text(payer.default_share))


def _state(entry: Payer | PatientCategory) -> str:
    return tr("In use") if entry.is_active else tr("Retired")


def _tone(entry: Payer | PatientCategory) -> Tone:
    return "ok" if entry.is_active else "grey"
