"""Who this is about: the same strip on every screen, its allergy never out of sight."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from client.core.i18n import tr
from client.widgets.basics import Elide, Label, clear, hbox, vbox
from client.widgets.icons import Icon
from client.widgets.pills import Avatar, Pill
from client.widgets.theme import repolish, restyle, tokens
from client.widgets.tokens import Tone


@dataclass(frozen=True)
class Mark:
    """A pill beside the name: an old due, a pregnancy, a fall risk."""

    text: str
    tone: Tone = "grey"
    icon: str = ""


@dataclass(frozen=True)
class StripFacts:
    """Words ready to show. `allergies_known` False says that nobody has asked yet."""

    name: str
    local_name: str = ""
    details: str = ""
    token: str = ""
    marks: tuple[Mark, ...] = ()
    allergy: str = ""
    allergy_detail: str = ""
    allergies_known: bool = True


class PatientStrip(QWidget):
    """Avatar, both names, marks, token, and the allergy."""

    def __init__(self, facts: StripFacts | None = None) -> None:
        super().__init__()
        self._avatar = Avatar(size=44)
        self._name = Label("", "name")
        self._local = Label("", "name2")
        self._details = Elide("", "muted")
        self._token = Label("", "token")
        self._allergy = AllergyBanner()
        self._marks = hbox(spacing=6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._token.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        names = hbox(self._name, self._local, self._marks, None, spacing=10)
        middle = vbox(names, self._details, spacing=2)
        row = hbox(self._avatar, middle, self._token, self._allergy, spacing=14)
        row.setStretch(1, 1)
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
        self._allergy.set_facts(facts)
        spoken = (facts.name, facts.details, facts.token, facts.allergy)
        self.setAccessibleName(", ".join(part for part in spoken if part))


class AllergyBanner(QFrame):
    """Solid red is for this and for critical values only."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = _Alarm()
        self._head = Label("", "strong")
        self._detail = Label("", "small")
        words = vbox(self._head, self._detail)
        self.setLayout(hbox(self._icon, words, spacing=12, margins=(14, 5, 14, 5)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_facts(self, facts: StripFacts) -> None:
        alarm = self._icon.solid = bool(facts.allergy)
        unasked = not facts.allergies_known and not facts.allergy
        self.setVisible(alarm or unasked)
        restyle(self, role="allergy" if alarm else "note", tone="" if alarm else "warn")
        if alarm:
            self._head.setText(tr("ALLERGY  {substance}", substance=facts.allergy))
        else:
            self._head.setText(tr("Allergies not asked yet"))
        self._head.set_tone(None if alarm else "warn")
        repolish(self._detail)
        self._detail.setText(facts.allergy_detail)
        self._detail.setVisible(bool(facts.allergy_detail))
        self.setAccessibleName(self._head.text())


class _Alarm(Icon):
    """White on the solid red."""

    def __init__(self) -> None:
        super().__init__("triangle-alert", "warn", 20)
        self.solid = False

    def ink(self) -> str:
        return tokens().on_bad if self.solid else super().ink()
