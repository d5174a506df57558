"""Who this is about: the same strip on every screen, its allergy never out of sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from client.core.i18n import tr
from client.widgets.basics import Elide, Label, Whole, box, clear, hbox, vbox
from client.widgets.flow import FlowLayout
from client.widgets.icons import Icon
from client.widgets.pills import Avatar, Pill
from client.widgets.theme import repolish, restyle, tokens
from client.widgets.tokens import Tone

_WIDEST: Final = 240
"""Of an allergy's words: the name needs its room too."""


@dataclass(frozen=True)
class Mark:
    """A pill beside the name: an old due, a pregnancy, a fall risk."""

    text: str
    tone: Tone = "grey"
    icon: str = ""


@dataclass(frozen=True)
class StripFacts:
    """Words ready to show. `allergies_known` False says that nobody has asked yet; hidden ones may be there."""

    name: str
    local_name: str = ""
    details: str = ""
    token: str = ""
    marks: tuple[Mark, ...] = ()
    allergy: str = ""
    allergy_detail: str = ""
    allergies_known: bool = True
    allergies_hidden: bool = False

    @property
    def allergies_unknown(self) -> str:
        """Why no allergy stands here, where that does not say that there is none."""
        if self.allergies_hidden:
            return tr("Allergies not shown: confidential record")
        return "" if self.allergies_known else tr("Allergies not asked yet")


class PatientStrip(QWidget):
    """Avatar, both names, marks, token, and the allergy."""

    def __init__(self, facts: StripFacts | None = None) -> None:
        super().__init__()
        self._avatar = Avatar(size=44)
        self._name = Whole("", "name")
        self._local = Whole("", "name2")
        self._details = Elide("", "muted")
        self._token = Label("", "token")
        self._allergy = AllergyBanner()
        self._marks = hbox(spacing=6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._token.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._marked = box(self._marks)
        names = FlowLayout(10, between_lines=2, fills=False)
        for part in (self._name, self._local, self._marked):
            names.addWidget(part)
        middle = vbox(None, names, self._details, None, spacing=2)
        row = hbox(self._avatar, middle, self._token, self._allergy, spacing=14)
        row.setStretch(1, 1)
        row.setAlignment(self._allergy, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(row)
        self._facts: StripFacts | None = None
        self.set_facts(facts or StripFacts(""))

    def set_face(self, image: bytes) -> None:
        """Bytes of a picture; none for the initials."""
        self._avatar.set_face(image)

    def set_facts(self, facts: StripFacts) -> None:
        if facts == self._facts:
            return
        self._facts = facts
        self._avatar.set_name(facts.name)
        self._name.setText(facts.name)
        self._local.setText(facts.local_name)
        self._local.setVisible(bool(facts.local_name))
        self._details.setText(facts.details)
        self._token.setText(facts.token)
        self._token.setVisible(bool(facts.token))
        clear(self._marks)
        for mark in facts.marks:
            self._marks.addWidget(Pill(mark.text, mark.tone, icon=mark.icon))
        self._marked.setVisible(bool(facts.marks))
        self._allergy.set_facts(facts)
        spoken = (facts.name, facts.details, facts.token, facts.allergy or facts.allergies_unknown)
        self.setAccessibleName(", ".join(part for part in spoken if part))


class AllergyBanner(QFrame):
    """Solid red is for this and for critical values only."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = Alarm(solid=False)
        self._head = Whole("", "strong", widest=_WIDEST)
        self._detail = Whole("", "small", widest=_WIDEST)
        words = vbox(self._head, self._detail)
        self.setLayout(hbox(self._icon, words, spacing=12, margins=(14, 5, 14, 5)))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def set_facts(self, facts: StripFacts) -> None:
        alarm = self._icon.solid = bool(facts.allergy)
        self.setVisible(alarm or bool(facts.allergies_unknown))
        restyle(self, role="allergy" if alarm else "note", tone="" if alarm else "warn")
        if alarm:
            self._head.setText(tr("ALLERGY  {substance}", substance=facts.allergy))
        else:
            self._head.setText(facts.allergies_unknown)
        self._head.set_tone(None if alarm else "warn")
        repolish(self._detail)
        self._detail.setText(facts.allergy_detail)
        self._detail.setVisible(bool(facts.allergy_detail))
        self.setAccessibleName(self._head.text())


class Alarm(Icon):
    """White on the solid red."""

    def __init__(self, *, solid: bool = True) -> None:
        super().__init__("triangle-alert", "warn", 20)
        self.solid = solid

    def ink(self) -> str:
        return tokens().on_bad if self.solid else super().ink()
