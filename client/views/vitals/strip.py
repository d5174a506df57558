"""The newest set as figures beside each other: what is not usual has a word, an arrow and a colour."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from client.core.i18n import date_text, time_text, tr
from client.core.zone import day_of
from client.views.vitals.words import flag_text, flag_tone, pressure_text, sign_name, sign_text, worst
from client.widgets.basics import Elide, Label, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.theme import tokens
from shared.models.vitals import Vitals
from shared.rules.vitals import Flag, Sign

_ALWAYS = (Sign.SYSTOLIC, Sign.PULSE, Sign.TEMPERATURE, Sign.SPO2)
_IF_MEASURED = (Sign.WEIGHT, Sign.RESPIRATION, Sign.BMI, Sign.GLUCOSE, Sign.PAIN, Sign.HEAD)


class VitalsStrip(QWidget):
    asked = Signal()
    """A new set is to be recorded."""

    def __init__(self, *, may_record: bool) -> None:
        super().__init__()
        self._shown: Vitals | None = None
        self._today: bool | None = None
        self.record = KeyButton(tr("Vitals"), "Alt+V", icon="activity", kind="ghost", size="sm")
        self._when = Elide("", "small")
        self._cells = _Cells()
        aside = vbox(self.record, self._when, spacing=2)
        row = hbox(self._cells, aside, spacing=10)
        row.setStretch(0, 1)
        self.setLayout(row)
        self.record.setVisible(may_record)
        self.record.clicked.connect(self.asked)
        self.show_set(None, today=False)

    def show_set(self, measured: Vitals | None, *, today: bool) -> None:
        """An older one is shown with its day, and never looks like one of today."""
        if (measured, today) == (self._shown, self._today):
            return
        self._shown, self._today = measured, today
        if measured is None:
            self._cells.put([Label(tr("No vital signs yet"), "muted")])
            self._when.setText("")
        else:
            self._cells.put([_cell(sign, measured, faded=not today) for sign in _signs(measured)])
            self._when.setText(time_text(measured.measured_at) if today else date_text(day_of(measured.measured_at)))
        self.setAccessibleName(_spoken(measured))


class _Cells(QWidget):
    """As many whole figures as there is room for; what is left out is spoken, and one key away."""

    _GAP = 10

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def put(self, parts: list[QWidget]) -> None:
        for old in self._parts:
            old.hide()
            old.deleteLater()
        self._parts = parts
        for part in parts:
            part.setParent(self)
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(0, max((part.sizeHint().height() for part in self._parts), default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(tokens().border))
        for part in self._parts[1:]:
            if part.isVisibleTo(self):
                before = part.geometry().left() if self._runs_right else part.geometry().right()
                x = before - self._GAP if self._runs_right else before + self._GAP
                painter.drawLine(x, 2, x, self.height() - 2)

    @property
    def _runs_right(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.LeftToRight

    def _place(self) -> None:
        """Critical ones come first, so what has no room is never what cannot wait."""
        x = 0
        for part in self._parts:
            width = part.sizeHint().width()
            fits = x + width <= self.width()
            part.setVisible(fits)
            if fits:
                place = QRect(x, 0, width, self.height())
                part.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
            x += width + 2 * self._GAP
        self.update()


def _signs(measured: Vitals) -> list[Sign]:
    known = {sign for sign, _ in measured.values()} | ({Sign.BMI} if measured.bmi is not None else set())
    shown = [sign for sign in (*_ALWAYS, *_IF_MEASURED) if sign in known]
    return sorted(shown, key=lambda sign: not _is_critical(measured, sign))


def _is_critical(measured: Vitals, sign: Sign) -> bool:
    flagged = _flagged(measured, sign)
    return flagged is not None and flagged[1].is_critical


def _flagged(measured: Vitals, sign: Sign) -> tuple[Sign, Flag] | None:
    return worst(measured, *((Sign.SYSTOLIC, Sign.DIASTOLIC) if sign is Sign.SYSTOLIC else (sign,)))


def _value(measured: Vitals, sign: Sign) -> str:
    return pressure_text(measured) if sign is Sign.SYSTOLIC else sign_text(sign, getattr(measured, sign))


def _cell(sign: Sign, measured: Vitals, *, faded: bool) -> QWidget:
    flagged = _flagged(measured, sign)
    figure = Label(_value(measured, sign), "strong" if faded else "mid")
    row = hbox(figure, spacing=5)
    if flagged is not None:
        tone = flag_tone(flagged[1])
        figure.set_tone(tone)
        row.addWidget(Label(flag_text(*flagged), "small", tone=tone))
    row.addStretch()
    return box(vbox(Label(sign_name(sign), "small"), row, spacing=0))


def _spoken(measured: Vitals | None) -> str:
    if measured is None:
        return tr("No vital signs yet")
    said = []
    for sign in (*_ALWAYS, *_IF_MEASURED):
        if getattr(measured, sign) is not None:
            flagged = _flagged(measured, sign)
            words = (sign_name(sign), _value(measured, sign), flag_text(*flagged) if flagged else "")
            said.append(" ".join(word for word in words if word))
    return ", ".join(said)
