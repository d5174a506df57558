"""A computer joins the hospital: the server is found, the code is typed, the place is named."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.api.pairing import Found, Pairing
from client.api.transport import ServerAddress
from client.core.aio import slot
from shared.errors import ApiError
from shared.models.workstations import WorkstationKind
from shared.rules import pairing as rules


@dataclass(frozen=True)
class PairingState:
    servers: tuple[Found, ...] = ()
    busy: bool = False
    problem: ApiError | None = None
    address_wrong: bool = False
    code_wrong: bool = False
    name_wrong: bool = False


class PairingViewModel(QObject):
    state_changed = Signal(object)
    paired = Signal(object)
    """PairedComputer: this computer belongs to the hospital now."""

    def __init__(self, pairing: Pairing) -> None:
        super().__init__()
        self.state = PairingState()
        self._pairing = pairing
        pairing.found.connect(self._found)
        pairing.lost.connect(self._lost)
        pairing.discover()

    @slot
    async def pair(self, address: str, code: str, name: str, kind: WorkstationKind) -> None:
        """`address` as it was typed or picked; the code in any case, with or without its dash."""
        try:
            server: ServerAddress | None = ServerAddress.parse(address)
        except ValueError:
            server = None
        code_wrong = len(rules.cleaned(code)) != rules.LENGTH
        name_wrong = not name.strip()
        self._show(
            replace(
                self.state,
                problem=None,
                address_wrong=server is None,
                code_wrong=code_wrong,
                name_wrong=name_wrong,
            )
        )
        if server is None or code_wrong or name_wrong or self.state.busy:
            return
        self._show(replace(self.state, busy=True))
        try:
            computer = await self._pairing.pair(server, code, name.strip(), kind)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._pairing.stop()
            self._show(replace(self.state, busy=False))
            self.paired.emit(computer)

    def _found(self, server: Found) -> None:
        others = tuple(known for known in self.state.servers if known.address != server.address)
        self._show(replace(self.state, servers=(*others, server)))

    def _lost(self, name: str) -> None:
        self._show(replace(self.state, servers=tuple(s for s in self.state.servers if s.name != name)))

    def _show(self, state: PairingState) -> None:
        self.state = state
        self.state_changed.emit(state)
