"""Each key of the program is held by one part of what is in sight; of sheets see `conftest`."""

from PySide6.QtWidgets import QApplication

from client.widgets.basics import box, vbox
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.search import SearchBox
from shared.models.workstations import WorkstationKind
from shared.permissions import Permission, Role, Scope
from tests.client.examples import me
from tests.client.shell_parts import Parts
from tests.client.shortcuts import ambiguous


def test_no_page_holds_a_key_twice_nor_one_of_the_window_around_it(qapp, qtbot):
    everything = me(Role.ADMINISTRATOR, permissions=dict.fromkeys(Permission, Scope.ALL))
    parts = Parts(Role.ADMINISTRATOR, WorkstationKind.OFFICE, everything)
    qtbot.addWidget(parts.frame)
    parts.frame.resize(1366, 768)
    parts.frame.show()
    twice: dict[str, list[str]] = {}
    for key in parts.shell._pages:
        parts.frame.show_page(key)
        QApplication.processEvents()
        twice |= {f"{key}: {each}": names for each, names in ambiguous(parts.frame).items()}

    assert twice == {}
    assert len(parts.shell._pages) > 25


def test_a_box_that_brings_its_own_key_is_not_given_it_again(qtbot):
    field = Field("Medicine", SearchBox("Name", "F6"), key="F6")
    qtbot.addWidget(field)

    assert ambiguous(field) == {}
    assert list(ambiguous(box(vbox(field, Field("Another", LineInput(), key="F6"))))) == ["F6"]
