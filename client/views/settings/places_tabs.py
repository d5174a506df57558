"""Departments and rooms: found, added, renamed, put out of use and back."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import number_text, tr
from client.viewmodels.settings.places import PlacesDesk, PlacesState
from client.views.upkeep import CallSheet, UpkeepPage
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.contract import Call
from shared.contracts import house
from shared.errors import ApiError
from shared.ids import DepartmentId
from shared.models.house import DepartmentDetails, RoomDetails

Place = TypeVar("Place", DepartmentDetails, RoomDetails)
_NAME: Final = attrgetter("name")


class PlacesTab(UpkeepPage, Generic[Place]):
    """Keyboard first: F2 finds, arrows walk, Enter changes, Ctrl+N adds."""

    asks_why = True

    def __init__(
        self, desk: PlacesDesk, title: str, columns: Sequence[Column[Place]], new: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, parent)
        self._desk = desk
        self.box = SearchBox(tr("Part of the name"), "F2", size="md")
        self.table: RowsTable[Place] = RowsTable(columns, key=attrgetter("id"), name=title, row_height=44)
        self.new = KeyButton(new, "Ctrl+N", icon="plus", size="sm")
        self.more = Label(tr("There are more than this list shows."), "small")
        self._build(title)

        self.box.searched.connect(self._find)
        self.box.submitted.connect(self._open_current)
        self.new.clicked.connect(self._add)
        self.table.opened.connect(self._change)
        desk.state_changed.connect(self._render)

        self._render()

    def _build(self, title: str) -> None:
        self.setFocusProxy(self.box)
        self.box.drive(self.table)
        self.table.set_empty(EmptyState("door-open", tr("None is called so."), tr("Ctrl+N adds one.")))
        card = Card(spacing=0, margins=(1, 12, 1, 12))
        card.add(
            box(vbox(heading(title, self.new, key="F2"), self.box, spacing=8, margins=(14, 0, 14, 8))),
            self.table,
            box(hbox(Label(tr("Enter changes it"), "small"), None, self.more, margins=(14, 8, 14, 0))),
        )
        card.inside.setStretch(1, 1)
        layout = vbox(self.problem, card, spacing=8)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _rows(self, state: PlacesState) -> Sequence[Place]:
        raise NotImplementedError  # departments and rooms each say their own

    def _sheet(self, place: Place | None) -> "PlaceSheet[Place]":
        raise NotImplementedError  # departments and rooms each say their own

    def _render(self) -> None:
        self.more.setVisible(self._desk.state.more)
        self._find(self.box.text())

    def _find(self, words: str) -> None:
        wanted = words.strip().casefold()
        self.table.set_rows([row for row in self._rows(self._desk.state) if wanted in row.name.casefold()])

    def _open_current(self) -> None:
        if self.table.current() is None:
            self.table.select_first()
        place = self.table.current()
        if place is not None:
            self._change(place)

    def _add(self) -> None:
        self._edit(self._sheet(None))

    def _change(self, place: Place) -> None:
        self._edit(self._sheet(place))

    # The other tab is of the same desk: what was asked there is not this one's

    def _finish(self, answer: object) -> None:
        if self._asker is not None:
            super()._finish(answer)

    def _refuse(self, problem: ApiError) -> None:
        if self._asker is not None:
            super()._refuse(problem)


class DepartmentsTab(PlacesTab[DepartmentDetails]):
    def __init__(self, desk: PlacesDesk) -> None:
        columns: tuple[Column[DepartmentDetails], ...] = (
            Column(tr("Name"), _NAME, look="strong"),
            Column(tr("People"), lambda row: number_text(row.people), look="money", width=110),
            Column(tr("State"), _state, tone=_tone, look="pill", width=130),
        )
        super().__init__(desk, tr("Departments"), columns, tr("New department"))

    def _rows(self, state: PlacesState) -> Sequence[DepartmentDetails]:
        return state.departments

    def _sheet(self, place: DepartmentDetails | None) -> "DepartmentSheet":
        return DepartmentSheet(place, self.window())


class RoomsTab(PlacesTab[RoomDetails]):
    def __init__(self, desk: PlacesDesk) -> None:
        columns: tuple[Column[RoomDetails], ...] = (
            Column(tr("Name"), _NAME, look="strong", width=200),
            Column(tr("Department"), attrgetter("department"), width=240),
            Column(tr("Who sits there"), lambda row: ", ".join(row.people)),
            Column(tr("State"), _state, tone=_tone, look="pill", width=130),
        )
        super().__init__(desk, tr("Rooms"), columns, tr("New room"))

    def _rows(self, state: PlacesState) -> Sequence[RoomDetails]:
        return state.rooms

    def _sheet(self, place: RoomDetails | None) -> "RoomSheet":
        return RoomSheet(place, self._desk.state.departments, self.window())


class PlaceSheet(CallSheet, Generic[Place]):
    """None is a new one."""

    def __init__(self, place: Place | None, title: str, parent: QWidget) -> None:
        super().__init__(place.name if place else title, tr("Save"), parent, key="Ctrl+S", width=480)
        self._place: Place | None = place
        self.name = LineInput(place.name if place else "", most=120)
        self.active = QCheckBox(tr("In use"))
        self.active.setChecked(place is None or place.is_active)
        self.active.setVisible(place is not None)
        self.submitted.connect(self._submit)

    def _call(self) -> Call[Any]:
        """Raises ValidationError."""
        raise NotImplementedError  # departments and rooms each say their own

    def _submit(self) -> None:
        self._hand_up(tr("Give it a name."), self._call)


class DepartmentSheet(PlaceSheet[DepartmentDetails]):
    def __init__(self, place: DepartmentDetails | None, parent: QWidget) -> None:
        super().__init__(place, tr("New department"), parent)
        self.add(Field(tr("Name"), self.name, required=True), self.active)
        self.name.setFocus()

    def _call(self) -> Call[Any]:
        if self._place is None:
            return house.add_department(name=self.name.value())
        return house.change_department(
            department_id=self._place.id, name=self.name.value(), is_active=self.active.isChecked()
        )


class RoomSheet(PlaceSheet[RoomDetails]):
    def __init__(self, place: RoomDetails | None, departments: Sequence[DepartmentDetails], parent: QWidget) -> None:
        super().__init__(place, tr("New room"), parent)
        own = place.department_id if place else None
        known = [(one.id, one.name) for one in departments if one.is_active or one.id == own]
        self.department: Combo[DepartmentId | None] = Combo([(None, tr("None")), *known])
        self.department.set_value(own)
        self.add(
            Field(tr("Name or number"), self.name, required=True),
            Field(tr("Department"), self.department),
            self.active,
        )
        self.name.setFocus()

    def _call(self) -> Call[Any]:
        name, department = self.name.value(), self.department.value()
        if self._place is None:
            return house.add_room(name=name, department_id=department)
        return house.change_room(
            room_id=self._place.id, name=name, department_id=department, is_active=self.active.isChecked()
        )


def _state(place: DepartmentDetails | RoomDetails) -> str:
    return tr("In use") if place.is_active else tr("Out of use")


def _tone(place: DepartmentDetails | RoomDetails) -> Tone:
    return "ok" if place.is_active else "grey"
