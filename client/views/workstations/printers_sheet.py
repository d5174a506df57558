"""Which printer takes which paper at one computer."""

from typing import Any, Final

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from client.core.i18n import tr
from client.views.upkeep import CallSheet
from client.views.workstations.words import address_text, papers, printers_of
from client.widgets.basics import Label
from client.widgets.inputs import Combo, LineInput
from shared.contracts import workstations
from shared.models.documents import PaperKind
from shared.models.workstations import NetworkPrinter, Printer, SystemPrinter, WorkstationSummary

_ROLLS: Final = ((576, "80 mm"), (384, "58 mm"))
_FOLDER: Final = "folder"
_NETWORK: Final = "network"
_SYSTEM: Final = "system "


class PaperRow:
    """One paper: its printer, and where on the network that is."""

    def __init__(self, name: str, printer: Printer | None, found: list[str]) -> None:
        self.name = Label(name, "strong")
        own = [printer.printer] if isinstance(printer, SystemPrinter) and printer.printer not in found else []
        self.printer: Combo[str] = Combo(
            (
                (_FOLDER, tr("Folder “prints”")),
                *((_SYSTEM + one, one) for one in (*found, *own)),
                (_NETWORK, tr("Network printer")),
            )
        )
        network = printer if isinstance(printer, NetworkPrinter) else None
        self._cut = network is None or network.cut
        self.address = LineInput(address_text(network) if network else "", hint=tr("as 192.168.1.40"), most=126)
        dots = network.dots if network else _ROLLS[0][0]
        other = () if dots in dict(_ROLLS) else ((dots, tr("{n} dots", n=dots)),)
        self.roll: Combo[int] = Combo((*_ROLLS, *other))
        self.roll.set_value(dots)
        self.drawer = QCheckBox(tr("Cash drawer"))
        self.drawer.setChecked(network is not None and network.drawer)
        self.printer.setAccessibleName(name)
        for editor, what in ((self.address, tr("Address")), (self.roll, tr("Width of the paper"))):
            editor.setAccessibleName(tr("{paper}: {what}", paper=name, what=what))
        self.printer.set_value(_key_of(printer))
        self.show_network()

    @property
    def on_network(self) -> bool:
        return self.printer.value() == _NETWORK

    def show_network(self) -> None:
        for part in (self.address, self.roll, self.drawer):
            part.setVisible(self.on_network)

    def asked(self) -> dict[str, object] | None:
        """As it travels; None prints to the folder."""
        chosen = self.printer.value() or _FOLDER
        if chosen == _FOLDER:
            return None
        if chosen != _NETWORK:
            return {"kind": "system", "printer": chosen.removeprefix(_SYSTEM)}
        host, colon, port = self.address.value().rpartition(":")
        place = {"host": host, "port": port} if colon and ":" not in host else {"host": self.address.value()}
        return {
            "kind": "escpos",
            **place,
            "cut": self._cut,
            "dots": self.roll.value(),
            "drawer": self.drawer.isChecked(),
        }


class PrintersSheet(CallSheet):
    """Each paper has a printer of its own; a second one on the network takes over the address typed first."""

    def __init__(self, workstation: WorkstationSummary, parent: QWidget) -> None:
        super().__init__(
            tr("Printers of {name}", name=workstation.name),
            tr("Save"),
            parent,
            subtitle=tr("It counts at once where that computer is switched on, else when it connects."),
            key="Ctrl+S",
            width=880,
        )
        self._id = workstation.id
        chosen = printers_of(workstation)
        found = workstation.report.found if workstation.report else []
        self.rows: dict[PaperKind, PaperRow] = {
            kind: PaperRow(name, chosen.get(kind), found) for kind, name in papers()
        }
        self.add(self._grid())
        if not found:
            unheard = tr("That computer has not said which printers it knows: it will when it connects.")
            none = tr("That computer knows no printer of its own. One is added there, in its operating system.")
            self.add(Label(none if workstation.report else unheard, "small"))
        for row in self.rows.values():
            row.printer.currentIndexChanged.connect(self._follow)
        self.submitted.connect(self._submit)
        next(iter(self.rows.values())).printer.setFocus()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for place, row in enumerate(self.rows.values()):
            grid.setRowMinimumHeight(place, 34)
            for column, part in enumerate((row.name, row.printer, row.address, row.roll, row.drawer)):
                grid.addWidget(part, place, column)
        for column, width in enumerate((190, 220, 180, 90, 110)):
            grid.setColumnMinimumWidth(column, width)
        grid.setColumnStretch(1, 1)
        return grid

    def _follow(self) -> None:
        known = next((row.address.value() for row in self.rows.values() if row.on_network and row.address.value()), "")
        for row in self.rows.values():
            row.show_network()
            if row.on_network and not row.address.value():
                row.address.set_value(known)

    def _submit(self) -> None:
        asked = {kind: row.asked() for kind, row in self.rows.items()}
        # as typed, so that the address is looked at like everything else
        chosen: dict[PaperKind, Any] = {kind: printer for kind, printer in asked.items() if printer is not None}
        self._hand_up(
            tr("This is no address of a printer."),
            workstations.choose_printers,
            workstation_id=self._id,
            printers=chosen,
        )


def _key_of(printer: Printer | None) -> str:
    if printer is None:
        return _FOLDER
    return _SYSTEM + printer.printer if isinstance(printer, SystemPrinter) else _NETWORK
