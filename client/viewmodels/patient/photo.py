"""A patient's photo: shown, taken, chosen, removed."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from client.api.worker import Worker
from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.camera import Camera, NoPicture
from client.core.i18n import tr
from client.core.pictures import NotAPicture, small_jpeg
from client.core.problem_text import problem_text
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import patients
from shared.errors import ApiError
from shared.ids import PhotoId
from shared.models.patients import PatientDetails


@dataclass(frozen=True)
class PhotoState:
    patient: PatientDetails | None = None
    photo: PhotoId | None = None
    """Whose image is here."""
    image: bytes = b""
    busy: bool = False
    problem: str = ""


class PatientPhoto(ViewModel[PhotoState]):
    """Fetched once a photo, not once a look at the card."""

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(PhotoState(), parent)
        self._calls = calls

    @latest
    async def show(self, patient: PatientDetails | None) -> None:
        wanted = patient.photo if patient is not None else None
        if wanted == self.state.photo:
            self._show(replace(self.state, patient=patient))
            return
        self._show(PhotoState(patient))
        if patient is None or wanted is None:
            return
        try:
            photo = await self._calls.send(patients.photo(patient_id=patient.id))
        except ApiError:
            return  # initials stand in for it; nobody waits for a face
        self._show(replace(self.state, photo=photo.id, image=photo.image))


class PhotoDesk(PatientPhoto):
    """Where it can be changed too."""

    changed = Signal(object)  # PatientDetails

    def __init__(self, calls: Calls, camera: Camera, parent: QObject | None = None) -> None:
        super().__init__(calls, parent)
        self._camera = camera
        camera.setParent(self)
        self._worker = Worker("photos", self)

    @property
    def has_camera(self) -> bool:
        return self._camera.is_there

    @slot
    async def choose(self, file: Path) -> None:
        if not self.state.busy:
            self._show(replace(self.state, busy=True, problem=""))
            await self._keep(file)

    @slot
    async def take(self) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=""))
        try:
            file = await self._camera.take()
        except NoPicture:
            self._show(replace(self.state, busy=False, problem=tr("The camera took no picture. Is it plugged in?")))
        else:
            await self._keep(file)

    @slot
    async def remove(self) -> None:
        patient = self.state.patient
        if patient is None or self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=""))
        await self._done(patients.remove_photo(patient_id=patient.id))

    async def _keep(self, file: Path) -> None:
        patient = self.state.patient
        if patient is None:
            return
        try:
            image = await self._worker.run(partial(small_jpeg, file))
        except NotAPicture:
            self._show(replace(self.state, busy=False, problem=tr("This file holds no picture that can be read.")))
            return
        await self._done(patients.set_photo(patient_id=patient.id, image=image))

    async def _done(self, change: Call[PatientDetails]) -> None:
        try:
            patient = await self._calls.send(change)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem_text(problem).sentence))
        else:
            self._show(replace(self.state, busy=False))
            self.changed.emit(patient)
            self.show(patient)
