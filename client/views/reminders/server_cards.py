"""The mail server and the SMS gateway, as somebody types them."""

from client.core.i18n import tr
from client.widgets.basics import Card, Label, hbox, heading
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput, NumberInput, PasswordInput, TextArea, texts
from shared.models.reminders import MailServer, Security, SmsGateway
from shared.rules.messages import GATEWAY_FIELDS


class MailCard(Card):
    def __init__(self) -> None:
        super().__init__(spacing=10)
        self.host, self.port = LineInput(most=200), NumberInput()
        self.security: Combo[Security] = Combo(
            (
                (Security.STARTTLS, tr("STARTTLS")),
                (Security.TLS, tr("TLS from the start")),
                (Security.PLAIN, tr("None: our own network only")),
            )
        )
        self.user, self.password = LineInput(most=200), PasswordInput()
        self.from_address = LineInput(most=200)
        server = hbox(Field(tr("Server"), self.host), Field(tr("Port"), self.port), spacing=12)
        server.setStretch(0, 1)
        self.port.setFixedWidth(80)
        account = hbox(Field(tr("User"), self.user), Field(tr("Password"), self.password), spacing=12)
        self.add(
            heading(tr("Mail server")),
            server,
            Field(tr("Encryption"), self.security),
            account,
            Field(tr("Sender's address"), self.from_address),
        )

    def show_server(self, server: MailServer, *, has_password: bool) -> None:
        self.host.set_value(server.host)
        self.port.set_value(str(server.port))
        self.security.set_value(server.security)
        self.user.set_value(server.user)
        self.from_address.set_value(server.sender)
        self.password.set_value("")
        self.password.setPlaceholderText(tr("Kept; type to change it") if has_password else "")

    def server(self) -> MailServer:
        """Raises ValueError."""
        return MailServer(
            host=self.host.value(),
            port=int(self.port.value()),
            security=self.security.value() or Security.STARTTLS,
            user=self.user.value(),
            sender=self.from_address.value(),
        )


class GatewayCard(Card):
    def __init__(self) -> None:
        super().__init__(spacing=10)
        self.url, self.method = LineInput(most=500), Combo(texts(("POST", "GET", "PUT")))
        self.headers, self.body = TextArea(lines=2), TextArea(lines=2)
        self.secret = PasswordInput()
        self.codes, self.pattern = LineInput(most=60), LineInput(most=200)
        self.country = LineInput(most=4)
        self.idempotent: Segmented[bool] = Segmented(
            ((True, tr("Yes")), (False, tr("No"))), tr("Sends the same key once"), chosen=False
        )
        address = hbox(Field(tr("URL"), self.url), Field(tr("Method"), self.method), spacing=12)
        address.setStretch(0, 1)
        answer = hbox(
            Field(tr("Codes of success"), self.codes), Field(tr("Its answer contains"), self.pattern), spacing=12
        )
        rest = hbox(
            Field(tr("Country code"), self.country),
            Field(tr("Secret"), self.secret),
            Field(tr("Sends the same key once"), self.idempotent),
            spacing=12,
        )
        self.country.setFixedWidth(90)
        self.add(
            heading(tr("SMS gateway")),
            address,
            Field(tr("Headers, one a line"), self.headers),
            Field(tr("Body"), self.body),
            Label(tr("Fields: {fields}", fields="  ".join(f"{{{name}}}" for name in GATEWAY_FIELDS)), "small"),
            Label(tr("A brace that is none of a field is written twice."), "small"),
            answer,
            rest,
        )

    def show_gateway(self, gateway: SmsGateway, *, has_secret: bool) -> None:
        self.url.set_value(gateway.url)
        self.method.set_value(gateway.method)
        self.headers.set_value(gateway.headers)
        self.body.set_value(gateway.body)
        self.codes.set_value(gateway.success_codes)
        self.pattern.set_value(gateway.success_pattern)
        self.country.set_value(gateway.country_code)
        self.idempotent.set_value(gateway.idempotent)
        self.secret.set_value("")
        self.secret.setPlaceholderText(tr("Kept; type to change it") if has_secret else "")

    def gateway(self) -> SmsGateway:
        """Raises ValueError."""
        return SmsGateway(
            url=self.url.value(),
            method=self.method.value() or "POST",
            headers=self.headers.value(),
            body=self.body.value(),
            success_codes=self.codes.value(),
            success_pattern=self.pattern.value(),
            country_code=self.country.value(),
            idempotent=self.idempotent.value() is True,
        )
