"""Stores are added, renamed, given to a department and given up; one that is given up keeps what lies in it."""

from decimal import Decimal
from operator import attrgetter
from typing import Final

from pydantic import ValidationError
from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import tr, trn
from client.core.problem_text import problem_text
from client.viewmodels.stock.stores import Stores, StoresState
from client.widgets.basics import Label, box, hbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput, NumberInput
from client.widgets.rows import Column
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.ids import DepartmentId
from shared.models.stock import Store, StoreKind

_SHOWN: Final = 6
_SOON: Final = Decimal(90)


def stores_table(view_model: Stores, row_height: int) -> RowsTable[Store]:
    return RowsTable(
        (
            Column(tr("Store"), attrgetter("name"), look="strong"),
            Column(tr("Kind"), lambda e: _kind_text(e.kind), width=120),
            Column(tr("Department"), lambda e: view_model.state.owner(e) or "–", width=180),
            Column(tr("Expires soon"), lambda e: trn("{n} day", "{n} days", e.soon_days), width=110),
            Column(tr("State"), _state, tone=_tone, look="pill", width=120),
        ),
        key=attrgetter("id"),
        name=tr("Stores"),
        row_height=row_height,
    )


class StoresSheet(Sheet):
    def __init__(self, view_model: Stores, parent: QWidget, chosen: Store | None = None) -> None:
        """`chosen`: with which of them one begins; else with a new one."""
        super().__init__(tr("Stores"), tr("Save"), parent, width=820)
        self._view_model = view_model
        view_model.setParent(self)
        self._told: Store | None = None
        self.stores = stores_table(view_model, 36)
        self.new = KeyButton(tr("New store"), "Alt+N", icon="plus", size="lg")
        self.name = LineInput(most=120)
        self.kind = Combo[StoreKind]((kind, _kind_text(kind)) for kind in StoreKind)
        self.department: Combo[DepartmentId | None] = Combo(((None, tr("None")),))
        self.soon_days = NumberInput()
        self.in_use = QCheckBox(tr("In use"))
        form = hbox(
            Field(tr("Name"), self.name, required=True),
            Field(tr("Kind"), self.kind),
            Field(tr("Department"), self.department, key="Alt+D"),
            Field(tr("Expires soon: days"), self.soon_days),
            self.in_use,
            spacing=12,
        )
        what = tr("Whoever may book goods or count for the own department only does so in its stores.")
        self.stores.show_rows(_SHOWN)
        self.add(self.stores, box(form), Label(what, "small"))
        self.add_button(self.new)
        self.cancel.set_text(tr("Close"))
        self.new.setAutoDefault(False)

        self.stores.current_changed.connect(self._choose)
        self.new.clicked.connect(self._begin)
        self.name.textChanged.connect(self._check)
        self.submitted.connect(self._save)
        view_model.state_changed.connect(self._render)

        self._fill(None)
        view_model.choose(chosen)
        view_model.refresh()
        self.name.setFocus()

    def _choose(self, store: Store | None) -> None:
        if store is not None:
            self._view_model.choose(store)

    def _begin(self) -> None:
        self.stores.clearSelection()
        self._view_model.choose(None)
        self._fill(None)
        self.name.setFocus()

    def _fill(self, store: Store | None) -> None:
        self._told = store
        self.name.set_value("" if store is None else store.name)
        self.kind.set_value(StoreKind.WARD if store is None else store.kind)
        self.department.set_value(None if store is None else store.department_id)
        self.soon_days.set_amount(_SOON if store is None else Decimal(store.soon_days))
        self.in_use.setChecked(store is None or store.is_active)
        self._check()

    def _check(self) -> None:
        self.primary.set_blocked("" if self.name.value() else tr("A name is needed"))

    def _save(self) -> None:
        days, kind = self.soon_days.amount(), self.kind.value()
        assert kind is not None
        try:
            call = self._view_model.call(
                self.name.value(),
                kind,
                self.department.value(),
                None if days is None else int(days),
                is_active=self.in_use.isChecked(),
            )
        except ValidationError:
            self.set_error(tr("What expires soon does so within 0 to 730 days."))
        else:
            self._view_model.save(call)

    def _render(self, state: StoresState) -> None:
        self.set_busy(state.sending)
        problem = None if state.problem is None else problem_text(state.problem)
        self.set_error("" if problem is None else problem.sentence)
        self.department.set_options(((None, tr("None")), *((one.id, one.name) for one in state.departments)))
        self.stores.set_rows(state.stores)
        if state.store is not None and state.store != self._told:
            self.stores.select(state.store.id)
            self._fill(state.store)


def _kind_text(kind: StoreKind) -> str:
    return {
        StoreKind.PHARMACY: tr("Pharmacy"),
        StoreKind.MAIN: tr("Main store"),
        StoreKind.WARD: tr("Ward"),
        StoreKind.LAB: tr("Laboratory"),
    }[kind]


def _state(store: Store) -> str:
    return tr("In use") if store.is_active else tr("Given up")


def _tone(store: Store) -> Tone:
    return "ok" if store.is_active else "grey"
