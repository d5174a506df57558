"""The way through the system's browser to another provider and back."""

import html
from collections.abc import Callable
from typing import TypeAlias

from pydantic import ValidationError
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from client.api.loopback import Loopback
from client.core.aio import Promise
from client.core.i18n import tr
from shared.contract import Call
from shared.contracts import sign_in
from shared.contracts.sign_in import OpenIdRefused
from shared.models.sign_in import FinishOpenId, OpenIdBegun, OpenIdFault

Send: TypeAlias = Callable[[Call[OpenIdBegun]], Promise[OpenIdBegun]]
OpenPage: TypeAlias = Callable[[QUrl], object]
Begin: TypeAlias = Callable[[str], Call[OpenIdBegun]]


def _to_sign_in(redirect_uri: str) -> Call[OpenIdBegun]:
    return sign_in.begin_openid(redirect_uri=redirect_uri)


class GivenUp(Exception):
    """The person came back without an answer and said so here."""


class BrowserSignIn(QObject):
    """One at a time: a newer way makes the older one's answer worth nothing."""

    def __init__(
        self, send: Send, open_page: OpenPage = QDesktopServices.openUrl, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._send = send
        self._open_page = open_page
        self._loopback: Loopback | None = None

    async def answer(self, begin: Begin = _to_sign_in) -> FinishOpenId:
        """`begin` is told where this computer listens. Raises what it does, OpenIdRefused, GivenUp."""
        self.give_up()
        loopback = self._loopback = Loopback(_page(), self)
        try:
            begun = await self._send(begin(loopback.uri))
            self._open_page(QUrl(begun.url))
            told = await loopback.heard
        finally:
            loopback.close()
        if "code" not in told:
            raise OpenIdRefused(OpenIdFault.PROVIDER)
        try:
            return FinishOpenId.model_validate({"ticket": begun.ticket, "code": told["code"], "state": told["state"]})
        except ValidationError as error:
            raise OpenIdRefused(OpenIdFault.CODE) from error

    def give_up(self) -> None:
        if self._loopback is not None and not self._loopback.heard.done():
            self._loopback.heard.reject(GivenUp())
        self._loopback = None


def _page() -> str:
    title, words = (
        html.escape(tr("Hospital")),
        html.escape(tr("Go back to the hospital's program. You can close this window.")),
    )
    return (
        f"<!doctype html><meta charset=utf-8><title>{title}</title>"
        "<body style='font:18px sans-serif;display:grid;place-items:center;height:90vh;color:#10233f'>"
        f"<p>{words}</p>"
    )
