"""Settings: a tab each topic, shown to whoever may make the calls it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.desk import Desk
from client.viewmodels.settings.closing_days import ClosingDesk
from client.viewmodels.settings.house_desk import HouseDesk
from client.viewmodels.settings.places import PlacesDesk
from client.views.settings.closing_tab import ClosingTab
from client.views.settings.history_tab import build_history
from client.views.settings.house_forms import (
    build_hospital,
    build_languages,
    build_money,
    build_prints,
    build_visits,
)
from client.views.settings.places_tabs import DepartmentsTab, RoomsTab
from client.views.settings.sign_in_rules import build_sign_in_rules
from client.widgets.tab_page import TabPage
from shared.contract import Endpoint
from shared.contracts import house, sign_in

_DeskT = TypeVar("_DeskT", HouseDesk, PlacesDesk, ClosingDesk)


class Parts:
    """What tabs are built of; some share one view model, made for the first of them: whoever sees none asks nothing."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.made: list[HouseDesk | PlacesDesk | ClosingDesk] = []

    @cached_property
    def house(self) -> HouseDesk:
        return self._made(HouseDesk)

    @cached_property
    def places(self) -> PlacesDesk:
        return self._made(PlacesDesk)

    @cached_property
    def closing(self) -> ClosingDesk:
        return self._made(ClosingDesk)

    def _made(self, kind: type[_DeskT]) -> _DeskT:
        view_model = kind(self.desk.calls, self.desk.changes)
        self.made.append(view_model)
        return view_model


@dataclass(frozen=True)
class SettingsTab:
    text: Callable[[], str]
    needs: tuple[Endpoint[..., Any, Any], ...]
    build: Callable[[Parts], QWidget]


SETTINGS_TABS: Final = (
    SettingsTab(lambda: tr("Hospital"), (house.settings, house.change), lambda parts: build_hospital(parts.house)),
    SettingsTab(lambda: tr("Prints"), (house.settings, house.set_logo), lambda parts: build_prints(parts.house)),
    SettingsTab(lambda: tr("Money"), (house.settings, house.change), lambda parts: build_money(parts.house)),
    SettingsTab(
        lambda: tr("Queue and visits"), (house.settings, house.change), lambda parts: build_visits(parts.house)
    ),
    SettingsTab(lambda: tr("Languages"), (house.settings, house.change), lambda parts: build_languages(parts.house)),
    SettingsTab(
        lambda: tr("Departments"),
        (house.departments, house.change_department),
        lambda parts: DepartmentsTab(parts.places),
    ),
    SettingsTab(lambda: tr("Rooms"), (house.rooms, house.change_room), lambda parts: RoomsTab(parts.places)),
    SettingsTab(
        lambda: tr("Sign-in"),
        (sign_in.rules, sign_in.save_rules),
        lambda parts: build_sign_in_rules(parts.desk),
    ),
    SettingsTab(
        lambda: tr("Closing days"),
        (house.closing_days, house.booked_there, house.close_days, house.open_again),
        lambda parts: ClosingTab(parts.closing),
    ),
    SettingsTab(lambda: tr("History"), (house.changes,), lambda parts: build_history(parts.desk)),
)


def build_settings(desk: Desk) -> TabPage:
    parts = Parts(desk)
    shown = [tab for tab in SETTINGS_TABS if all(desk.session.can(call) for call in tab.needs)]
    page = TabPage(tr("Settings"), [(tab.text(), tab.build(parts)) for tab in shown])
    for view_model in parts.made:
        view_model.setParent(page)
        view_model.refresh()
    return page
