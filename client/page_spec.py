"""What a page is to the window that shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.drafts import Drafts
from client.core.i18n import tr
from client.desk import Desk
from client.widgets.rail import NavItem
from shared.contract import Endpoint
from shared.models.workstations import WorkstationKind


@dataclass(frozen=True)
class PageSpec:
    """One page: shown to whoever may make every call it needs, what it asks by itself among them."""

    key: str
    icon: str
    text: Callable[[], str]
    title: Callable[[], str]
    shortcut: str
    needs: tuple[Endpoint[..., Any, Any], ...]
    build: Callable[[Desk, Drafts], QWidget]
    home_of: frozenset[WorkstationKind] = frozenset()
    tabs: tuple[tuple[Endpoint[..., Any, Any], ...], ...] = ()
    """What each of its tabs needs beside that: it opens where one does."""

    @property
    def ways(self) -> tuple[tuple[Endpoint[..., Any, Any], ...], ...]:
        """It opens to whoever may make every call of one of these."""
        return tuple((*self.needs, *tab) for tab in self.tabs) or (self.needs,)

    def nav_item(self, desk: Desk, hospital: str) -> NavItem:
        subtitle = tr("{hospital} · {workstation}", hospital=hospital, workstation=desk.workstation)
        return NavItem(self.key, self.icon, self.text(), self.shortcut, self.title(), subtitle)
