"""The hospital's settings while they are looked at and changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pydantic import ValidationError
from PySide6.QtCore import QObject

from client.api.worker import Worker
from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.pictures import NotAPicture, small_png
from client.core.upkeep import Upkeep, UpkeepState
from shared.contracts import house
from shared.contracts.house import NotALogo
from shared.errors import ApiError
from shared.ids import LogoId
from shared.models.house import HouseFacts, HouseSettings
from shared.topics import Topic


@dataclass(frozen=True)
class HouseState(UpkeepState):
    settings: HouseSettings | None = None
    logo: bytes = b""
    wrong: frozenset[str] = frozenset()
    """Fields of what was to be saved that make no sense."""


class HouseDesk(Upkeep[HouseState]):
    """Each page of settings saves its own part, on top of what stands."""

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(calls, HouseState(), parent)
        self._worker = Worker("logo", self)
        self._logo: LogoId | None = None
        changes.on({Topic.HOUSE}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            settings = await self._calls.send(house.settings())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        self._show(replace(self.state, settings=settings, problem=None))
        if settings.logo == self._logo:
            return
        image = b""
        if settings.logo is not None:
            try:
                image = (await self._calls.send(house.logo(logo_id=settings.logo))).image
            except ApiError:
                return  # asked again with the next change
        self._logo = settings.logo
        self._show(replace(self.state, logo=image))

    def save_facts(self, values: Mapping[str, object], why: str = "") -> None:
        """Only these fields; one that makes no sense is named in `wrong`, and nothing is sent."""
        settings = self.state.settings
        if settings is None:
            return
        try:
            facts = HouseFacts.model_validate({**settings.facts.model_dump(), **values})
        except ValidationError as error:
            self._show(replace(self.state, wrong=frozenset(str(each["loc"][0]) for each in error.errors())))
            return
        self._show(replace(self.state, wrong=frozenset()))
        self.save(house.change(version=settings.version, facts=facts, reason=why))

    @slot
    async def choose_logo(self, file: Path) -> None:
        try:
            image = await self._worker.run(partial(small_png, file))
        except NotAPicture:
            self.refused.emit(NotALogo())
        else:
            self.save(house.set_logo(image=image))

    def remove_logo(self) -> None:
        self.save(house.set_logo(image=None))

    def _with(self, answer: object, state: HouseState) -> HouseState:
        return replace(state, settings=answer) if isinstance(answer, HouseSettings) else state
