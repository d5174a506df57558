"""Letters by SMTP. The server has one when it has acknowledged the dot after it, and may have it once that is sent."""

import re
import smtplib
import ssl
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from typing import Final

from server.features.reminders.handing import WITHIN_S, Begun, Handed, Letter
from shared.models.reminders import MailServer, Outcome, Security

_GO_AHEAD: Final = 354
_LEADING_DOT: Final = re.compile(rb"(?m)^\.")
_OK: Final = 250
_TAKES: Final = (_OK, 251)


class MailCarrier:
    repeats_safely = False

    def __init__(self, server: MailServer, password: str) -> None:
        self._server = server
        self._password = password

    def hand_over(self, letter: Letter, begun: Begun) -> Handed:
        try:
            sender = sender_of(letter.hospital, self._server.sender)
        except ValueError:  # settings that were kept before a sender was looked at
            return Handed(Outcome.TURNED_AWAY)
        try:
            connection = self._connected()
        except smtplib.SMTPResponseException as error:
            return Handed(Outcome.TURNED_AWAY, str(error.smtp_code))
        except (OSError, smtplib.SMTPException, ValueError):
            return Handed(Outcome.UNREACHABLE)
        try:
            refused = self._prepare(connection, letter, sender)
            if refused is not None:
                return refused
            begun()
            return _finish(connection)
        finally:
            connection.close()

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        # Said to the other side; asked of the network, as the library would, it may take longer than all the rest.
        own_name = server.sender.rpartition("@")[2] or None
        if server.security is Security.TLS:
            trusted = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, own_name, timeout=WITHIN_S, context=trusted
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, own_name, timeout=WITHIN_S)
        try:
            if server.security is Security.STARTTLS:
                connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
            if server.user:
                connection.login(server.user, self._password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: smtplib.SMTP, letter: Letter, sender: Address) -> Handed | None:
        """All but the last dot; what was refused, if it was."""
        try:
            code, _ = connection.mail(sender.addr_spec)
            if code != _OK:
                return Handed(Outcome.TURNED_AWAY, str(code))
            code, _ = connection.rcpt(letter.address)
            if code not in _TAKES:
                return _answered(code)
            code, _ = connection.docmd("DATA")
            if code != _GO_AHEAD:
                return _answered(code)
            connection.send(_LEADING_DOT.sub(b"..", _written(letter, sender)))
        except (OSError, smtplib.SMTPException):
            return Handed(Outcome.UNREACHABLE)
        except (ValueError, MessageError):  # an address that no header can hold
            return Handed(Outcome.REFUSED)
        return None


def sender_of(hospital: str, address: str) -> Address:
    """Raises ValueError where no letter can come from it."""
    try:
        return Address(hospital, addr_spec=address.encode("ascii").decode())
    except (MessageError, IndexError) as error:  # the library stumbles over one that ends too early
        raise ValueError from error


def _finish(connection: smtplib.SMTP) -> Handed:
    try:
        connection.send(b".\r\n")
        code, _ = connection.getreply()
    except (OSError, smtplib.SMTPException):
        return Handed(Outcome.UNKNOWN)
    return _answered(code)


def _answered(code: int) -> Handed:
    if code == _OK:
        return Handed(Outcome.ACCEPTED, str(code))
    # By its rules a 4 means not now, a 5 never. A code that is none comes of a line cut short: not now.
    return Handed(Outcome.REFUSED if code // 100 == 5 else Outcome.PUT_OFF, str(code))


def _written(letter: Letter, sender: Address) -> bytes:
    """Ends with a line's end."""
    mail = EmailMessage(policy=WIRE)
    mail["From"] = sender
    mail["To"] = Address(addr_spec=letter.address)
    mail["Date"] = letter.at
    mail["Subject"] = letter.title
    mail["Message-ID"] = f"<{letter.id}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    if letter.attachment is not None:
        main, _, sub = letter.attachment.type.partition("/")
        mail.add_attachment(letter.attachment.data, maintype=main, subtype=sub, filename=letter.attachment.name)
    return mail.as_bytes()
