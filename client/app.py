"""The client's composition root: one workstation's window and everything behind it. No logic lives here."""

import dataclasses
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from client.api.event_stream import OPENING_SECONDS, EventStream
from client.api.outbox import Outbox
from client.api.pairing import PairedComputer, Pairing
from client.api.seal import key_for
from client.api.transport import Transport
from client.core import settings as client_settings
from client.core.calls import NetworkCalls
from client.core.changes import Changes
from client.core.clock import Clock
from client.core.drafts import FileDrafts
from client.core.i18n import tr
from client.core.idle import IdleWatch
from client.core.live import Live
from client.core.session import Presence, Session, SessionState
from client.desk import Desk
from client.printing.service import PrintService
from client.routes import print_routes
from client.shell import Shell
from client.viewmodels.entrance.pairing import PairingViewModel
from client.viewmodels.entrance.sign_in import SignInState, SignInViewModel
from client.viewmodels.entrance.workplace import WorkplaceReport, plain_printers
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.display.page import build_display
from client.views.entrance.choose_password_page import ChoosePasswordPage
from client.views.entrance.lock_page import LockPage
from client.views.entrance.my_sign_ins_sheet import my_sign_ins
from client.views.entrance.own_password_sheet import OwnPasswordSheet
from client.views.entrance.pairing_page import PairingPage
from client.views.entrance.sign_in_page import SignInPage
from client.views.window import Window
from client.widgets.theme import theme
from shared.contracts import documents
from shared.models.access import Me
from shared.models.workstations import Workplace, WorkstationKind
from shared.topics import Topic

DISPLAY_OPENING_SECONDS: Final = 3.0
"""A whole hall looks at it: right again within five seconds, even where the server's machine was switched off."""


class Client(QObject):
    """One workstation in this process. Several may live beside each other, each in its own directory."""

    display_started = Signal()

    def __init__(self, directory: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        looks = theme()  # the fonts first: a label made before them keeps another for ever
        self.window = Window()
        self.window.closed.connect(self.close)
        self._directory = directory
        self._settings = client_settings.load(directory)
        self._connection: Connection | None = None
        if self._settings.theme in ("light", "dark"):
            looks.use(self._settings.theme)

    def start(self) -> None:
        """Pairing, sign-in or the wall display, as this computer is."""
        pairing = self._settings.pairing
        if pairing is None:
            view_model = PairingViewModel(Pairing(self))
            view_model.paired.connect(self._paired)
            self.window.show_only(PairingPage(view_model))
        else:
            self._connection = Connection(self._directory, pairing, self.window, self)
            self._connection.begin()
            if pairing.kind is WorkstationKind.DISPLAY:
                self.display_started.emit()

    @property
    def connection(self) -> "Connection | None":
        """What a paired workstation works with."""
        return self._connection

    def _paired(self, computer: PairedComputer) -> None:
        self._settings = self._settings.model_copy(update={"pairing": computer})
        client_settings.save(self._settings, self._directory)
        # The page that told of the pairing is still on the stack of calls.
        QTimer.singleShot(0, self.start)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Connection(QObject):
    """A paired workstation: its network, its session, its printers, and the page its window shows."""

    def __init__(self, directory: Path, pairing: PairedComputer, window: Window, parent: QObject) -> None:
        super().__init__(parent)
        self._directory = directory
        self._pairing = pairing
        self._window = window
        self.clock = Clock()
        self.transport = Transport(
            pairing.addresses, pairing.ca_pem, pairing.device_token, heard_time=self.clock.learn, parent=self
        )
        self.session = Session(self.transport, self)
        self.outbox = Outbox(directory / "outbox.sqlite", pairing.device_token, self.session.send, self.clock.now, self)
        self.calls = NetworkCalls(self.session, self.outbox, self)
        is_display = pairing.kind is WorkstationKind.DISPLAY
        self.stream = EventStream(
            self.transport,
            self.clock.now,
            renew_token=self.session.renew,
            opening=DISPLAY_OPENING_SECONDS if is_display else OPENING_SECONDS,
            parent=self,
        )
        self._live = Live(self.stream, topics=not is_display)
        self._drafts = FileDrafts(directory / "drafts", key_for("drafts", pairing.device_token))
        self.printing = PrintDesk(
            self.calls,
            PrintService(directory / "spool", print_routes(client_settings.load(directory).printers, directory), self),
            self.clock,
            pairing.name,
            self,
        )
        self.desk = Desk(
            workstation_id=pairing.workstation_id,
            workstation=pairing.name,
            kind=pairing.kind,
            calls=self.calls,
            session=self.session,
            changes=Changes(self.stream),
            live=self._live,
            clock=self.clock,
            printing=self.printing,
        )
        self._workplace = WorkplaceReport(
            self.transport, self.printing.service, partial(client_settings.load, directory), self
        )
        self._workplace.told.connect(self._take_place)
        self.desk.changes.on({Topic.HOUSE}, self, self._hear_house)
        self.stream.connected.connect(self._workplace.report)
        self.stream.changed.connect(self._hear_change)
        self.shell: Shell | None = None
        self._idle = IdleWatch(self)
        self._idle_minutes = 0
        self._idle.idle.connect(self.session.lock)
        self.sign_in = SignInViewModel(self.session, self.transport, pairing.name, directory, self)
        self.sign_in.state_changed.connect(self._follow_house)
        self.session.state_changed.connect(self._follow)
        self.stream.session.connect(self.session.hear)
        # What waited for the server goes at once when it is back, not at the next turn of the clock.
        self.stream.connected.connect(self.outbox.retry_now)

    def begin(self) -> None:
        if self._pairing.kind is WorkstationKind.DISPLAY:
            self._live.set_active(active=True)
            self._window.show_only(build_display(self.desk, self.stream, self.transport))
            return
        self._ask_to_sign_in()

    def close(self) -> None:
        self._live.set_active(active=False)
        self._idle.stop()
        self._workplace.close()
        self.outbox.close()
        self.printing.service.close()

    def _ask_to_sign_in(self) -> None:
        self.sign_in.begin()
        self._window.show_only(SignInPage(self.sign_in))

    def _follow(self, state: SessionState) -> None:
        match state.presence:
            case Presence.SIGNED_IN:
                self._enter(state)
            case Presence.LOCKED:
                if not isinstance(self._window.page, LockPage):
                    self._window.show_over(LockPage(self.session, self.clock))
            case Presence.SIGNED_OUT:
                self.shell = None
                self._idle.stop()
                self._live.set_active(active=False)
                self._ask_to_sign_in()

    def _enter(self, state: SessionState) -> None:
        if state.me is None:
            return
        self._idle_minutes = self.sign_in.state.idle_lock_minutes
        self._idle.start(self._idle_minutes)
        if state.me.must_change_password:
            self._ask_for_a_password()
            return
        if self.shell is not None:  # never rebuilt by itself: what is typed, or waits for its answer, would be lost
            self.shell.compare_rights(state.me)
            self._window.uncover()
            self.stream.retry_now()  # refused before a password was chosen
            return
        self._sign_papers(state.me)
        self._live.set_active(active=True)
        self._window.show_only(self._new_shell(state.me).frame)

    def _sign_papers(self, me: Me) -> None:
        self.printing.signed_in(me.full_name, may_print=self.session.can(documents.record_print))

    def _new_shell(self, me: Me) -> Shell:
        self.shell = Shell(self.desk, self._drafts, self.stream, self.outbox, me, self.sign_in.state.hospital)
        self.shell.renew_asked.connect(self._renew)
        self.shell.frame.top.lock_asked.connect(self.session.lock)
        self.shell.frame.top.sign_out_asked.connect(self.session.sign_out)
        self.shell.frame.top.sign_ins_asked.connect(self._show_sign_ins)
        self.shell.frame.top.theme_switched.connect(self._remember_theme)
        self.shell.frame.top.password_asked.connect(self._change_password)
        return self.shell

    def _renew(self) -> None:
        """The pages of the rights there are now, in the place of those there were."""
        before, me = self.shell, self.session.me
        if before is None or me is None:
            return
        self._sign_papers(me)
        shell = self._new_shell(me)
        shell.take_over(before)
        self._window.show_only(shell.frame)

    def _ask_for_a_password(self) -> None:
        """One that has run out covers what was begun, which is there again with the next."""
        if isinstance(self._window.page, ChoosePasswordPage):
            return
        page = ChoosePasswordPage(self.session, self.clock, has_run_out=self.shell is not None)
        if self.shell is None:
            self._window.show_only(page)
        else:
            self._window.uncover()  # of the lock
            self._window.show_over(page)

    def _show_sign_ins(self) -> None:
        my_sign_ins(self.desk, self._window).open()

    def _hear_house(self) -> None:
        self.printing.forget_house()
        self.sign_in.hear_house()

    def _follow_house(self, state: SignInState) -> None:
        """Settings act without a restart."""
        if self.shell is None or not isValid(self.shell.frame):  # the program ends: its window went first
            return
        self.shell.call_house(state.hospital, state.workstation)
        if state.idle_lock_minutes != self._idle_minutes and self.session.state.presence is Presence.SIGNED_IN:
            self._idle_minutes = state.idle_lock_minutes
            self._idle.start(self._idle_minutes)

    def _hear_change(self, topics: frozenset[Topic], ids: frozenset[UUID]) -> None:
        if Topic.WORKSTATIONS in topics and self.desk.workstation_id in ids:
            self._workplace.report()

    def _take_place(self, place: Workplace) -> None:
        """Its first page is another one with the next sign-in only: nobody is taken off what they are doing."""
        kept = client_settings.load(self._directory)
        if kept.pairing is not None:
            named = dataclasses.replace(kept.pairing, name=place.name, kind=place.kind)
            kept = kept.model_copy(update={"pairing": named})
        if place.printers is not None:
            kept = kept.model_copy(update={"printers": plain_printers(place.printers)})
            self.printing.service.set_routes(print_routes(kept.printers, self._directory))
        if kept != client_settings.load(self._directory):
            client_settings.save(kept, self._directory)
        self.desk = dataclasses.replace(self.desk, workstation=place.name, kind=place.kind)
        self.printing.called(place.name)
        self.sign_in.rename(place.name)

    def _change_password(self) -> None:
        sheet = OwnPasswordSheet(self.session, self._window)
        sheet.accepted.connect(self._say_password_changed)
        sheet.open()

    def _say_password_changed(self) -> None:
        if self.shell is not None:
            self.shell.frame.toasts.say(tr("Your password is changed."))

    def _remember_theme(self, name: str) -> None:
        kept = client_settings.load(self._directory)
        client_settings.save(kept.model_copy(update={"theme": name}), self._directory)
