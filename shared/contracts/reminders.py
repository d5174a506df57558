"""The remote calls about messages to patients: what is planned and sent, their words, and how they are sent."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.patients import PatientNotFound
from shared.errors import ApiError, Conflict, NotFound
from shared.ids import MessageId
from shared.models.common import Nothing, Page
from shared.models.reminders import (
    Channel,
    GetMessage,
    GetPreferences,
    ListMessages,
    MessageDetails,
    MessageItem,
    MessageStanding,
    MessageState,
    MessagingSettings,
    MoveMessage,
    Preferences,
    SaveMessaging,
    SavePreferences,
    SaveTemplate,
    SendAllAgain,
    SendTest,
    Template,
    TrialOutcome,
)
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class MessageNotFound(NotFound):
    message_id: MessageId


@dataclass(eq=False)
class MessageStateConflict(Conflict):
    status_found: MessageState


@dataclass(eq=False)
class UnknownFields(ApiError):
    """Of a template; none is named where a brace has no other."""

    names: tuple[str, ...]


class BadPattern(ApiError):
    """What the gateway's answer is looked for is no regular expression, or its success codes are none."""


class BadSender(ApiError):
    """No letter can come from what stands there as the mail server's sender."""


@dataclass(eq=False)
class ChannelNotSet(Conflict):
    """It is to send, and nothing is known of a server and a sender, or of a gateway."""

    channel: Channel


messages = query("/messages", ListMessages, Page[MessageItem], allow=Permission.REMINDERS_VIEW)

message = query(
    "/messages/{message_id}", GetMessage, MessageDetails, allow=Permission.REMINDERS_VIEW, raises=(MessageNotFound,)
)

standing = query("/messages/standing", Nothing, MessageStanding, allow=Permission.REMINDERS_VIEW)

send_again = command(
    "/messages/{message_id}/send-again",
    MoveMessage,
    MessageItem,
    allow=Permission.REMINDERS_MANAGE,
    changes={Topic.REMINDERS},
    raises=(MessageNotFound, MessageStateConflict),
)

send_all_again = command(
    "/messages/send-again",
    SendAllAgain,
    Page[MessageItem],
    allow=Permission.REMINDERS_MANAGE,
    changes={Topic.REMINDERS},
    raises=(MessageNotFound, MessageStateConflict),
)

give_up = command(
    "/messages/{message_id}/give-up",
    MoveMessage,
    MessageItem,
    allow=Permission.REMINDERS_MANAGE,
    changes={Topic.REMINDERS},
    raises=(MessageNotFound, MessageStateConflict),
)

templates = query("/message-templates", Nothing, Page[Template], allow=Permission.REMINDERS_VIEW)

save_template = command(
    "/message-templates",
    SaveTemplate,
    Template,
    allow=Permission.REMINDERS_MANAGE,
    changes={Topic.REMINDERS},
    raises=(UnknownFields,),
)

settings = query("/message-settings", Nothing, MessagingSettings, allow=Permission.REMINDERS_MANAGE)

save_settings = command(
    "/message-settings",
    SaveMessaging,
    MessagingSettings,
    allow=Permission.REMINDERS_MANAGE,
    changes={Topic.REMINDERS},
    raises=(UnknownFields, BadPattern, BadSender, ChannelNotSet),
)

send_test = command(
    "/message-settings/test",
    SendTest,
    TrialOutcome,
    allow=Permission.REMINDERS_MANAGE,
    changes=set(),
    raises=(ChannelNotSet,),
)

preferences = query(
    "/patients/{patient_id}/message-preferences",
    GetPreferences,
    Preferences,
    allow=Permission.PATIENTS_VIEW,
    raises=(PatientNotFound,),
)

save_preferences = command(
    "/patients/{patient_id}/message-preferences",
    SavePreferences,
    Preferences,
    allow=Permission.PATIENTS_EDIT,
    changes={Topic.REMINDERS},
    raises=(PatientNotFound,),
)
