"""What is said beside a value: the usual by one key each, and words of one's own."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.viewmodels.lab.entry import EntryLine
from client.widgets.basics import Label
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput

_MOST = 200
_BESIDE = "; "


class CommentSheet(Sheet):
    """The same key takes a usual remark away again."""

    chosen = Signal(str)

    def __init__(self, entry: EntryLine, parent: QWidget) -> None:
        value = entry.text or tr("no value yet")
        what = tr("{analyte}: {value}", analyte=entry.line.name, value=value)
        super().__init__(tr("Comment"), tr("Keep"), parent, subtitle=what, width=640)
        self.text = LineInput(entry.comment, most=_MOST)
        self.usual: list[KeyButton] = []
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, remark in enumerate(_usual()):
            button = KeyButton(remark, f"Alt+{place + 1}", size="lg")
            button.clicked.connect(partial(self._turn, remark))
            self.usual.append(button)
            grid.addWidget(button, place // 2, place % 2)
        self.add(
            Field(tr("Comment on the report"), self.text),
            grid,
            Label(tr("Whoever comments on a value has entered it: another person verifies it."), "muted", wrap=True),
        )
        self.submitted.connect(self._choose)
        self.text.setFocus()
        self.text.end(False)

    def _turn(self, remark: str) -> None:
        said = [part.strip() for part in self.text.value().split(_BESIDE.strip()) if part.strip()]
        said = [part for part in said if part != remark] if remark in said else [*said, remark]
        self.text.set_value(_BESIDE.join(said)[:_MOST])
        self.text.setFocus()

    def _choose(self) -> None:
        self.chosen.emit(self.text.value())
        self.accept()


def _usual() -> tuple[str, ...]:
    return (
        tr("Haemolysed"),
        tr("Lipaemic"),
        tr("Icteric"),
        tr("Clots in the tube"),
        tr("Repeated and confirmed"),
        tr("Diluted and measured again"),
        tr("Too little material to repeat it"),
        tr("Confirmed under the microscope"),
    )
