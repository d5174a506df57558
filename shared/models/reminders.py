"""What travels of messages to patients: what is planned, what became of it, its words, and how it is sent."""

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Final, TypeAlias

from pydantic import Field, StringConstraints

from shared.ids import DepartmentId, MessageId, PatientId
from shared.languages import Language
from shared.models.common import Day, Line, Model, Prose, Version

MOST_TRIES: Final = 20
MOST_LISTED: Final = 500


class MessageKind(StrEnum):
    APPOINTMENT = "appointment"
    FOLLOW_UP = "follow_up"
    REPORT_READY = "report_ready"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_MOVED = "session_moved"
    """The doctor is away, and the patient was given another time or doctor."""


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"


class MessageState(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    """Being handed over: for moments, or until it is found out that the server died in them."""
    ACCEPTED = "accepted"
    """By the mail server or the gateway, which from then on answers for it."""
    FAILED = "failed"
    PERHAPS = "perhaps"
    """Handed over, and the answer was lost: never sent again by itself."""
    SKIPPED = "skipped"


class SkipReason(StrEnum):
    NO_ADDRESS = "no_address"
    OPTED_OUT = "opted_out"
    DROPPED = "dropped"
    """What it says is not so any more: the visit was cancelled, the report was fetched or is being corrected."""
    TOO_LATE = "too_late"
    SWITCHED_OFF = "switched_off"
    """The way of sending, or what it is about."""
    RECORD_AWAY = "record_away"
    """The patient died, or the record was put away."""
    GIVEN_UP = "given_up"
    """A person said so."""


class Outcome(StrEnum):
    """What came of one attempt."""

    BEGUN = "begun"
    """Written before the last word of it is said: what follows is its outcome, or nobody knows."""
    ACCEPTED = "accepted"
    REFUSED = "refused"
    """For good."""
    PUT_OFF = "put_off"
    """Not now: it is tried again."""
    TURNED_AWAY = "turned_away"
    """The house was, not this message: its password, its sender, too much at once."""
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


_NOT_SENT: Final = (MessageState.FAILED, MessageState.PERHAPS, MessageState.SKIPPED)


def may_go_again(state: MessageState, reason: SkipReason | None) -> bool:
    return state in _NOT_SENT and reason is not SkipReason.DROPPED


class ListMessages(Model):
    """The newest due first; `day` is when it is or was due, and a patient's number or the begin of a name searches."""

    date: Day | None = None
    state: MessageState | None = None
    kind: MessageKind | None = None
    term: Line = ""
    limit: int = Field(default=200, ge=1, le=MOST_LISTED)


class MessageItem(Model):
    """The patient's name is empty for whoever may not see patients."""

    id: MessageId
    kind: MessageKind
    channel: Channel
    state: MessageState
    reason: SkipReason | None
    due_at: datetime
    accepted_at: datetime | None
    tries: int
    waits_since: datetime | None = None
    """Since when the other side is away, or takes nothing from the house; for how long, where it failed of that."""
    patient_id: PatientId
    patient_no: str
    patient: str
    version: int

    @property
    def may_go_again(self) -> bool:
        """By a person's word; not what was dropped: it would tell something that is not so."""
        return may_go_again(self.state, self.reason)

    @property
    def is_held_up(self) -> bool:
        """Waits for the other side."""
        return self.state is MessageState.PLANNED and self.waits_since is not None


class GetMessage(Model):
    message_id: MessageId


class MessageAttempt(Model):
    at: datetime
    outcome: Outcome
    code: str
    """As the other side gave it: 250, 451, 503."""


class MessageDetails(MessageItem):
    """Text and address as they were sent, or would be now; empty for whoever may not see patients."""

    language: Language
    address: str
    subject: str
    text: str
    attempts: list[MessageAttempt]


class MoveMessage(Model):
    """Send it again, or give it up."""

    message_id: MessageId
    version: Version


class SendAllAgain(Model):
    """What perhaps went out is not among them: that a person says one by one."""

    messages: list[MoveMessage] = Field(min_length=1, max_length=MOST_LISTED)


class Template(Model):
    """The words of one kind of message; `own` where the house has written its own."""

    kind: MessageKind
    channel: Channel
    language: Language
    subject: str
    text: str
    own: bool


class SaveTemplate(Model):
    """An empty text takes the house's own words back. The subject is an e-mail's."""

    kind: MessageKind
    channel: Channel
    language: Language
    subject: Line = ""
    text: Annotated[Prose, StringConstraints(max_length=2000)] = ""


class Security(StrEnum):
    """How a mail server is talked to."""

    PLAIN = "plain"
    STARTTLS = "starttls"
    TLS = "tls"


WebAddress: TypeAlias = Annotated[str, StringConstraints(pattern=r"^(https?://[!-~]+)?$", max_length=500)]


class MailServer(Model):
    host: Line = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Security = Security.STARTTLS
    user: Line = ""
    sender: Line = ""
    """The address it comes from."""


class SmsGateway(Model):
    """An HTTP call; {phone}, {text}, {id} and {secret} are filled in, in the form its content type asks for."""

    url: WebAddress = ""
    method: Annotated[str, StringConstraints(pattern="^(POST|GET|PUT)$")] = "POST"
    headers: Annotated[Prose, StringConstraints(max_length=2000)] = "Content-Type: application/json"
    body: Annotated[Prose, StringConstraints(max_length=4000)] = '{{"to": "{phone}", "text": "{text}"}}'
    success_codes: Line = "200-299"
    success_pattern: Line = ""
    """A regular expression its answer must contain; empty where the status says it all."""
    country_code: Annotated[str, StringConstraints(pattern=r"^\d{0,4}$")] = ""
    """What takes the place of a leading 0."""
    idempotent: bool = False
    """Whether the same Idempotency-Key is sent once only, so that an attempt nobody knows of may be repeated."""


class Rules(Model):
    """When and what the house tells its patients."""

    email: bool = False
    sms: bool = False
    kinds: list[MessageKind] = Field(default=list(MessageKind), max_length=len(MessageKind))
    remind_days: int = Field(default=1, ge=1, le=14)
    remind_at: time = time(10)
    quiet_from: time = time(21)
    quiet_until: time = time(8)
    """The same as `quiet_from` for no quiet hours."""
    most_tries: int = Field(default=8, ge=1, le=MOST_TRIES)
    discreet: list[DepartmentId] = Field(default=[], max_length=200)
    """Departments of which a message says neither doctor nor room: their names would say why somebody comes."""


class MessagingSettings(Model):
    """Passwords are told to nobody, only whether there are any."""

    rules: Rules
    mail: MailServer
    sms: SmsGateway
    has_mail_password: bool
    has_sms_secret: bool
    version: int
    departments: dict[DepartmentId, str]
    """All there are, for choosing the discreet ones."""


class SaveMessaging(Model):
    rules: Rules
    mail: MailServer
    sms: SmsGateway
    mail_password: Annotated[str, StringConstraints(max_length=200)] | None = None
    """None keeps the one there is."""
    sms_secret: Annotated[str, StringConstraints(max_length=1000)] | None = None
    version: int = Field(ge=0)


class SendTest(Model):
    """With the settings as they are kept."""

    channel: Channel
    address: Annotated[Line, StringConstraints(min_length=3)]


class TrialOutcome(Model):
    outcome: Outcome
    code: str


class GetPreferences(Model):
    patient_id: PatientId


class Preferences(Model):
    """What a patient wants to be told, and in which language; None is the house's first."""

    patient_id: PatientId
    language: Language | None
    sms: bool
    email: bool


class SavePreferences(Preferences):
    pass


class MessageStanding(Model):
    """For whoever looks after the server: whether messages go out."""

    on: bool
    planned: int
    overdue: int
    """Due for more than ten minutes and not handed over."""
    failed: int
    perhaps: int
    oldest_due: datetime | None
    """Of those overdue."""
