"""Messages as a server tells of them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.ids import DepartmentId, MessageId, PatientId
from shared.languages import Language
from shared.models.access import ServerInfo
from shared.models.reminders import (
    Channel,
    MailServer,
    MessageAttempt,
    MessageDetails,
    MessageItem,
    MessageKind,
    MessageStanding,
    MessageState,
    MessagingSettings,
    Outcome,
    Rules,
    SkipReason,
    SmsGateway,
    Template,
)

NOON = datetime(2026, 11, 26, 6, tzinfo=UTC)
TEXT = "Rahima Khatun: please come again to Dr Nasrin Akter on 27/11/2026, 10:40. Place: Room 12. City Hospital"


def item(number: int = 1, **changes: object) -> MessageItem:
    facts = MessageItem(
        id=MessageId(UUID(int=number)),
        kind=MessageKind.FOLLOW_UP,
        channel=Channel.SMS,
        state=MessageState.FAILED,
        reason=None,
        due_at=NOON - timedelta(minutes=7 * number),
        accepted_at=None,
        tries=8,
        patient_id=PatientId(UUID(int=number)),
        patient_no=f"P-2026-{number:04}",
        patient="Rahima Khatun",
        version=3,
    )
    return facts.model_copy(update=changes)


def details(row: MessageItem, *attempts: tuple[Outcome, str], address: str = "8801711000111") -> MessageDetails:
    tried = attempts or ((Outcome.UNREACHABLE, ""), (Outcome.PUT_OFF, "503"))
    return MessageDetails(
        **dict(row),
        language=Language.ENGLISH,
        address=address,
        subject="",
        text=TEXT,
        attempts=[MessageAttempt(at=NOON, outcome=outcome, code=code) for outcome, code in tried],
    )


PERHAPS = item(2, state=MessageState.PERHAPS, patient="Badal Khan", kind=MessageKind.APPOINTMENT)
SKIPPED = item(3, state=MessageState.SKIPPED, reason=SkipReason.NO_ADDRESS, patient="Chitra Das")
SENT = item(4, state=MessageState.ACCEPTED, channel=Channel.EMAIL, kind=MessageKind.REPORT_READY, patient="Dilip Roy")
PLANNED = item(5, state=MessageState.PLANNED, kind=MessageKind.SESSION_MOVED, patient="Ela Sen")
STANDING = MessageStanding(on=True, planned=41, overdue=3, failed=1, perhaps=1, oldest_due=NOON - timedelta(hours=2))
TEMPLATES = [
    Template(
        kind=kind,
        channel=channel,
        language=language,
        subject="Your visit on {date}" if channel is Channel.EMAIL else "",
        text="{name}: your appointment with {doctor} is on {date}, {time}. Place: {place}. {hospital}"
        if language is not Language.ARABIC
        else "{name}: موعدك مع {doctor} يوم {date}، {time}. المكان: {place}. {hospital}",
        own=False,
    )
    for kind in MessageKind
    for channel in Channel
    for language in Language
]
SETTINGS = MessagingSettings(
    rules=Rules(sms=True, email=True),
    mail=MailServer(host="mail.hospital.example", sender="desk@hospital.example", user="desk"),
    sms=SmsGateway(url="https://sms.example.com/send", country_code="880"),
    has_mail_password=True,
    has_sms_secret=False,
    version=4,
    departments={
        DepartmentId(UUID(int=number)): name
        for number, name in enumerate(("Medicine", "Psychiatry", "Skin and sexual health", "Surgery"), start=1)
    },
)
HOUSE = ServerInfo(
    hospital="City Hospital",
    hospital_local="",
    version="1",
    fingerprint="",
    needs_setup=False,
    now=NOON,
    timezone="Asia/Dhaka",
    idle_lock_minutes=10,
)
