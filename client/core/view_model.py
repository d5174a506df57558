"""What every view model is: one frozen state and one signal."""

from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QObject, Signal

StateT = TypeVar("StateT")


@runtime_checkable
class Stateful(Protocol):
    """A view model, whether it is one by inheritance or by its looks."""

    state: Any
    state_changed: Any


class ViewModel(QObject, Generic[StateT]):
    """The state is everything the screen shows of it; `state_changed` carries it."""

    state_changed = Signal(object)  # StateT

    def __init__(self, state: StateT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = state

    def _show(self, state: StateT) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
