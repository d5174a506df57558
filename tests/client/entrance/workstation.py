"""One whole workstation before a toy server: its window, its session, its pages."""

from uuid import UUID

from PySide6.QtTest import QTest

from client.api.pairing import PairedComputer
from client.app import Client, Connection
from client.core import settings as client_settings
from client.core.settings import ClientSettings
from client.shell import Shell
from client.views.entrance.sign_in_page import SignInPage
from shared.ids import WorkstationId
from shared.models.workstations import WorkstationKind
from tests.client.api.fixtures import DEVICE_TOKEN


class Workstation:
    def __init__(self, directory, address, ca_pem, kind=WorkstationKind.RECEPTION):
        paired = PairedComputer((address,), ca_pem, DEVICE_TOKEN, WorkstationId(UUID(int=4)), "Counter 2", kind)
        client_settings.save(ClientSettings(pairing=paired), directory)
        self.client = Client(directory)
        self.window = self.client.window

    @property
    def page(self):
        return self.window.page

    @property
    def connection(self) -> Connection:
        assert self.client.connection is not None
        return self.client.connection

    @property
    def shell(self) -> Shell:
        assert self.connection.shell is not None
        return self.connection.shell

    def end(self, server):
        """Nothing is left on the way: a socket in the midst of its handshake would be found by a later test."""
        self.client.close()
        QTest.qWait(1)
        server._loop.call_soon_threadsafe(_hang_up, server._loop)

    def sign_in(self, qtbot, user="anna"):
        page = self.page
        assert isinstance(page, SignInPage)
        qtbot.waitUntil(page.sign_in.isEnabled)
        page.user_name.set_value(user)
        QTest.keyClicks(page.password, "long enough 1")
        page.sign_in.click()
        qtbot.waitUntil(lambda: self.connection.shell is not None)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)


def _hang_up(loop):
    for transport in tuple(loop._transports.values()):
        transport.abort()
