"""The photo of whoever a page is about, on its strip or head."""

from typing import Protocol

from PySide6.QtCore import QObject

from client.core.calls import Calls
from client.viewmodels.patient.photo import PatientPhoto, PhotoState
from shared.models.patients import PatientDetails


class Shown(Protocol):
    def set_face(self, image: bytes, /) -> None: ...


class Face(QObject):
    """Nothing waits for it: the initials stand until it is here."""

    def __init__(self, calls: Calls, shown: Shown, page: QObject) -> None:
        super().__init__(page)
        self._shown = shown
        self._photo = PatientPhoto(calls, self)
        self._photo.state_changed.connect(self._paint)

    def show(self, patient: PatientDetails | None) -> None:
        self._photo.show(patient)

    def _paint(self, state: PhotoState) -> None:
        self._shown.set_face(state.image)
