"""Roles made at random press every button and every key of every page: none sends what the server would refuse."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import UUID

import pytest
from polyfactory.factories.pydantic_factory import ModelFactory
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QWidget,
)
from shiboken6 import isValid

from client.core import numbers, zone
from client.core.aio import Promise
from client.core.session import Session
from client.page_spec import PageSpec
from client.pages import PAGES
from client.printing.service import PrintService
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.patient.page import PatientPage
from shared.contract import Call, Endpoint
from shared.contracts import documents, staff
from shared.errors import Forbidden
from shared.ids import PatientId
from shared.models.common import Model
from shared.models.house import HouseFacts
from shared.models.patients import NextOfKin
from shared.models.reports import ReportChoice, ReportKind
from shared.permissions import Permission
from shared.rules.number_formats import NumberFormat
from shared.rules.rights import SCOPES
from tests.client.cashier.conftest import HOSPITAL
from tests.client.examples import NOON
from tests.client.fakes import FakeCalls
from tests.client.shell_parts import Drafts
from tests.contract.test_custom_pages import Asked, desk_of

Res = TypeVar("Res")
PARTS = 3
FILLED = "1200"
"""A reason, a number, a name: what most lines take."""


KIN = NextOfKin(name="Aliou Diallo", phone="01711-402318")
HOUSE = HouseFacts(name=HOSPITAL.name, timezone=HOSPITAL.timezone)
CHOICE = ReportChoice(kind=ReportKind.REGISTER)


class Natural(ModelFactory[Model]):
    """Amounts and moments as there are in a hospital, and ids that lead from one answer to the next."""

    __model__ = Model
    __allow_none_optionals__ = False

    @classmethod
    def get_provider_map(cls) -> dict[Any, Callable[[], Any]]:
        return {
            **super().get_provider_map(),
            UUID: lambda: UUID(int=1),
            int: lambda: 1,
            Decimal: lambda: Decimal("12.50"),
            date: NOON.date,
            datetime: lambda: NOON,
            # Made field by field, they are not always ones that there can be.
            NextOfKin: lambda: KIN,
            HouseFacts: lambda: HOUSE,
            ReportChoice: lambda: CHOICE,
        }


# Of what is within an answer, too; registered for all, it would make the other tests' requests.
Natural.__base_factory_overrides__ = {Model: Natural}


@cache
def an_answer(endpoint: Endpoint[..., Any, Any]) -> Any:
    """One of everything that a list may hold."""
    if endpoint is staff.hospital:
        return HOSPITAL
    factory: Any = Natural.create_factory(endpoint.response, __random_seed__=1)
    return endpoint.decode_response(endpoint.encode_response(factory.build(factory_use_construct=True)))


class Answering(FakeCalls):
    """Answers what may be asked, and refuses the rest as the server does."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.refused: set[str] = set()

    def send(self, call: Call[Res]) -> Promise[Res]:
        endpoint = call.endpoint
        if self._session.can(endpoint):
            self.answers(endpoint, an_answer(endpoint))
        else:
            self.refused.add(str(endpoint))
            self.answers(endpoint, Forbidden(cast("Permission", endpoint.allow)))
        return super().send(call)


class Hand:
    """Presses each thing once, in the sheets that open as well, and closes those again."""

    def __init__(self, calls: Answering) -> None:
        self._calls = calls
        self.pressed: set[tuple[str, str]] = set()

    def press_all(self, window: QWidget) -> None:
        self._settle()
        while isValid(window) and window.isVisible() and (press := self._next(window)) is not None:
            before = _windows()
            press()
            self._settle()
            for opened in _windows() - before:
                self._close(opened)

    def _next(self, window: QWidget) -> Callable[[], object] | None:
        self._choose_and_fill(window)
        for name, press in _things(window):
            thing = (type(window).__name__, name)
            if thing not in self.pressed:
                self.pressed.add(thing)
                return press
        return None

    def _choose_and_fill(self, window: QWidget) -> None:
        """The first row of each list, and each empty line of a sheet."""
        for view in window.findChildren(QAbstractItemView):
            if view.isVisible() and view.model().rowCount() and not view.currentIndex().isValid():
                view.setCurrentIndex(view.model().index(0, 0))
                self._settle()
        for line in window.findChildren(QLineEdit) if isinstance(window, QDialog) else ():
            if line.isVisible() and line.isEnabled() and not line.text():
                line.setText(FILLED)

    def _close(self, opened: QWidget) -> None:
        if isinstance(opened, QMenu):
            for action in opened.actions():
                if isValid(action) and action.isEnabled():
                    action.trigger()
            opened.close()
        elif isinstance(opened, QFileDialog):
            opened.reject()
        elif isinstance(opened, QDialog):
            self.press_all(opened)
            if isValid(opened):
                opened.reject()
        self._settle()

    def _settle(self) -> None:
        for _ in range(3):
            self._calls.deliver()
            QTest.qWait(0)


def _things(window: QWidget) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is on that window, and possible now; what leads elsewhere comes last."""
    buttons = [each for each in window.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
    for button in sorted(buttons, key=QAbstractButton.isCheckable):
        yield button.accessibleName() or button.text(), button.click
    for key in window.findChildren(QShortcut):
        holder = key.parent()
        if isinstance(holder, QAbstractButton) or not key.isEnabled():
            continue  # a button's own key does what the button does
        if isinstance(holder, QWidget) and holder.isVisible() and holder.isEnabled():
            yield f"{type(holder).__name__} {key.key().toString()}", key.activated.emit


def _windows() -> set[QWidget]:
    return {each for each in QApplication.topLevelWidgets() if each.isVisible()}


@pytest.fixture(autouse=True)
def own_house() -> Iterator[None]:
    """What a page learns of the hospital is forgotten again."""
    before = zone._house.info
    yield
    zone._house.info = before
    numbers._house.format = NumberFormat()


@pytest.fixture
def pressed_by(tmp_path: Path, qtbot: Any) -> Iterator[Callable[[PageSpec, Asked], tuple[set[str], int]]]:
    """What was refused to somebody with these rights, and how much was pressed."""
    spool = PrintService(tmp_path / "spool", {})

    def press(page: PageSpec, session: Asked) -> tuple[set[str], int]:
        calls = Answering(session)
        desk = desk_of(session, cast("Any", calls))
        printing = PrintDesk(calls, spool, desk.clock, desk.workstation)
        printing.signed_in("Anna Example", may_print=session.can(documents.record_print))
        desk = replace(desk, printing=printing)
        shown = page.build(desk, Drafts())
        qtbot.addWidget(shown)
        shown.resize(1286, 690)
        shown.show()
        qtbot.waitExposed(shown)
        if isinstance(shown, PatientPage):
            shown.open_patient(PatientId(UUID(int=1)))
        hand = Hand(calls)
        hand.press_all(shown)
        shown.close()
        return calls.refused, len(hand.pressed)

    yield press
    spool.close()


@pytest.mark.qt_log_ignore("This plugin does not support")  # what pops up, offscreen
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_that_can_be_pressed_is_refused(part: int, pressed_by: Any):
    """Of each page by one role."""
    chance = random.Random(part)
    wrong, pressed = [], 0

    for page in PAGES[part::PARTS]:
        opens = {call.allow for call in chance.choice(page.ways) if isinstance(call.allow, Permission)}
        held = sorted({*opens, *chance.sample(list(Permission), chance.randrange(len(Permission)))})
        rights = {permission: chance.choice(sorted(SCOPES[permission])) for permission in held}
        refused, times = pressed_by(page, Asked(rights))
        wrong += [(page.key, call) for call in refused]
        pressed += times

    assert not wrong, sorted(wrong)
    assert pressed > 100
