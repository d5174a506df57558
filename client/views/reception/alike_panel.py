"""Who looks like the person being typed: read beside the form, and picked with one key."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from client.core.clock import Clock
from client.core.i18n import tr, trn
from client.core.words import shown_name, who_text
from client.viewmodels.reception.look_alikes import LookAlikeList, LookAlikesState
from client.views.reception.words import numbers_text
from client.widgets.basics import Elide, KeyCap, Label, box, hbox, vbox
from shared.models.patients import LookAlike
from shared.rules.likeness import WORTH_ASKING, Reason

MOST = 5
_ROW = 40


def alike_key(place: int) -> str:
    return f"Alt+{place + 1}"


class AlikePanel(QWidget):
    """As many rows as there is room for, the likest first; it never takes the focus, nor room from the form."""

    def __init__(self, view_model: LookAlikeList, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self._clock = clock
        self._found: tuple[LookAlike, ...] = ()
        self.title = Label("", "strong")
        self.rows = [AlikeRow(place) for place in range(MOST)]
        self._build()

        for row in self.rows:
            row.picked.connect(view_model.pick)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)

    @property
    def has_found(self) -> bool:
        return bool(self._found)

    def pick(self, place: int) -> None:
        """The key of a row that is not there does nothing."""
        if self.rows[place].isVisible():
            self._view_model.pick(place)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._list.y() + _ROW if self._found else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        self._list = box(vbox(*self.rows, None))
        self.setLayout(vbox(self.title, self._list, spacing=2, margins=(4, 4, 4, 0)))
        self.layout().setStretch(1, 1)  # type: ignore[union-attr]  # it was set in the line above
        # What does not fit is left out: a layout would make the window grow instead.
        self._list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName(tr("Patients who look like this one"))

    def _render(self, state: LookAlikesState) -> None:
        if state.found == self._found:
            return
        self._found = state.found
        self.title.setText(trn("{n} patient looks like this one", "{n} patients look like this one", len(state.found)))
        for row, one in zip(self.rows, state.found, strict=False):
            row.show_one(one, who_text(one.patient, self._clock.today()))
        self._fit()
        self.updateGeometry()

    def _fit(self) -> None:
        room = max(1, (self.height() - self._list.y()) // _ROW)
        for place, row in enumerate(self.rows):
            row.setVisible(place < min(room, len(self._found)))


class AlikeRow(QFrame):
    picked = Signal(int)

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place
        self.setProperty("role", "row")
        self.setFixedHeight(_ROW)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.name = Label("", "strong")
        self.who = Elide("", "muted")
        self.numbers = Elide("", "small")
        self.why = Label("", "small")
        first, second = hbox(self.name, self.who, spacing=8), hbox(self.numbers, self.why, spacing=8)
        first.setStretch(1, 1)
        second.setStretch(0, 1)
        row = hbox(KeyCap(alike_key(place)), box(vbox(first, second)), spacing=10, margins=(2, 1, 4, 1))
        row.setStretch(1, 1)
        self.setLayout(row)

    def show_one(self, one: LookAlike, who: str) -> None:
        patient = one.patient
        self.name.setText(shown_name(patient.name))
        self.who.setText(who)
        self.numbers.setText(numbers_text(patient))
        self.why.setText(reasons_text(one.reasons))
        self.why.set_tone("warn" if one.score >= WORTH_ASKING else None)
        self.setAccessibleName(
            tr(
                "{name}, {who}, {numbers}: {why}",
                name=self.name.text(),
                who=who,
                numbers=self.numbers.text(),
                why=self.why.text(),
            )
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._pick()

    def _pick(self) -> None:
        self.picked.emit(self._place)


def reasons_text(reasons: list[Reason]) -> str:
    """The two that tell most, what speaks against the person first."""
    words = {
        Reason.OTHER_SEX: tr("other sex"),
        Reason.OTHER_AGE: tr("other age"),
        Reason.SAME_PHONE: tr("same phone"),
        Reason.SAME_NAME: tr("same name"),
        Reason.NAME_SOUNDS_ALIKE: tr("sounds alike"),
        Reason.NAME_IN_PART: tr("part of the name"),
        Reason.SAME_AGE: tr("same age"),
    }
    told = [words[reason] for reason in words if reason in reasons][:2]
    return tr("{one}, {other}", one=told[0], other=told[1]) if len(told) > 1 else "".join(told)
