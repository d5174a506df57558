"""Pairing: find the server, type the code it shows, say where this computer stands."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from client.api.pairing import Found
from client.core.clock import Clock
from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.words import kind_word
from client.viewmodels.entrance.pairing import PairingState, PairingViewModel
from client.views.entrance.side import Side
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.pills import Note
from shared.errors import ApiError, Unreachable
from shared.models.workstations import WorkstationKind


class PairingPage(QWidget):
    """Everything by keyboard: address, code, name, kind, Enter."""

    def __init__(self, view_model: PairingViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self._known: tuple[Found, ...] = ()
        view_model.setParent(self)
        self.servers = ListPicker[Found](_facts, key=lambda found: str(found.address), name=tr("Servers found"))
        self.servers.setFixedHeight(120)
        self.address = LineInput(hint=tr("10.0.0.5 or the server's name"))
        self.code = LineInput(hint="XXXX-XXXX", size="money", most=12)
        self.name = LineInput(hint=tr("Counter 2"), most=60)
        self.kind = Combo[WorkstationKind]([(kind, kind_word(kind)) for kind in WorkstationKind])
        self.pair = KeyButton(tr("Pair this computer"), "Ctrl+Enter", icon="link-2", kind="primary", size="lg")
        self.problem = Note("", "bad")
        self._address_field = Field(tr("Server address"), self.address, required=True)
        self._code_field = Field(tr("Code from the server"), self.code, required=True)
        self._name_field = Field(tr("Name of this computer"), self.name, required=True)
        self.setLayout(self._build())

        self.servers.current_changed.connect(self._take)
        self.servers.picked.connect(self._take)
        self.pair.clicked.connect(self._pair)
        self.code.returnPressed.connect(self._pair)
        self.name.returnPressed.connect(self._pair)
        view_model.state_changed.connect(self._render)
        self._render(view_model.state)
        self.setFocusProxy(self.code)

    def _build(self) -> QHBoxLayout:
        card = Card(
            heading(tr("Pair this computer")),
            Label(tr("Servers in this network"), "label"),
            self.servers,
            self._address_field,
            self._code_field,
            hbox(self._name_field, Field(tr("It stands at"), self.kind), spacing=12),
            self.problem,
            hbox(None, self.pair),
            spacing=10,
            margins=(20, 16, 20, 20),
        )
        card.setFixedWidth(520)
        steps = Card(
            heading(tr("How it works")),
            Label(tr("1. On the server type: hms-server pair. It shows a code, good for ten minutes."), wrap=True),
            Label(tr("2. Choose the server, or type its address."), wrap=True),
            Label(
                tr("3. Type the code. It never leaves this computer: both sides only prove that they know it."),
                wrap=True,
            ),
            Label(tr("4. Say where this computer stands: it decides the first screen and the printers."), wrap=True),
            None,
            spacing=12,
            margins=(20, 16, 20, 20),
        )
        steps.setFixedWidth(300)
        row = hbox(None, card, steps, None, spacing=16)
        page = hbox(Side(Clock()), box(vbox(None, row, None)), spacing=0)
        page.setStretch(1, 1)
        return page

    def _render(self, state: PairingState) -> None:
        if state.servers != self._known:
            self._known = state.servers
            typed = self.address.value()
            self.servers.set_rows(state.servers)
            if typed:  # what comes by itself must not replace what a person entered
                self.address.set_value(typed)
        self.pair.set_busy(state.busy)
        self._address_field.set_error(tr("An address such as 10.0.0.5") if state.address_wrong else "")
        self._code_field.set_error(tr("Eight letters and digits") if state.code_wrong else "")
        self._name_field.set_error(tr("Give it a name") if state.name_wrong else "")
        self.problem.setVisible(state.problem is not None)
        if state.problem is not None:
            self.problem.set_state(_sentence(state.problem), "bad")

    def _take(self, found: Found | None) -> None:
        if found is not None:
            self.address.set_value(str(found.address))

    def _pair(self) -> None:
        kind = self.kind.value() or WorkstationKind.RECEPTION
        self._view_model.pair(self.address.value(), self.code.value(), self.name.value(), kind)


def _sentence(problem: ApiError) -> str:
    """Nothing is kept here before the computer is paired."""
    if isinstance(problem, Unreachable):
        return tr("No server answers at this address. Check the address, and whether the server is running.")
    return problem_text(problem).text


def _facts(found: Found) -> PickFacts:
    return PickFacts(found.name, detail=str(found.address), avatar=False)
