"""The remote calls about messages to patients, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.reminders.service import ReminderService
from server.features.reminders.setting import MessagingService
from shared.contracts import reminders
from shared.models.common import Nothing, Page
from shared.models.reminders import (
    GetPreferences,
    ListMessages,
    MessageItem,
    MessageStanding,
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

routes = Routes()


@routes.handles(reminders.messages)
def messages(request: ListMessages, ctx: Context) -> Page[MessageItem]:
    return ReminderService(ctx).messages(request)


@routes.handles(reminders.standing)
def standing(_: Nothing, ctx: Context) -> MessageStanding:
    return ReminderService(ctx).standing()


@routes.handles(reminders.send_again)
def send_again(request: MoveMessage, ctx: Context) -> MessageItem:
    return ReminderService(ctx).send_again(request)


@routes.handles(reminders.send_all_again)
def send_all_again(request: SendAllAgain, ctx: Context) -> Page[MessageItem]:
    return ReminderService(ctx).send_all_again(request)


@routes.handles(reminders.give_up)
def give_up(request: MoveMessage, ctx: Context) -> MessageItem:
    return ReminderService(ctx).give_up(request)


@routes.handles(reminders.templates)
def templates(_: Nothing, ctx: Context) -> Page[Template]:
    return MessagingService(ctx).templates()


@routes.handles(reminders.save_template)
def save_template(request: SaveTemplate, ctx: Context) -> Template:
    return MessagingService(ctx).save_template(request)


@routes.handles(reminders.settings)
def settings(_: Nothing, ctx: Context) -> MessagingSettings:
    return MessagingService(ctx).settings()


@routes.handles(reminders.save_settings)
def save_settings(request: SaveMessaging, ctx: Context) -> MessagingSettings:
    return MessagingService(ctx).save_settings(request)


@routes.handles(reminders.send_test)
def send_test(request: SendTest, ctx: Context) -> TrialOutcome:
    return MessagingService(ctx).send_test(request)


@routes.handles(reminders.preferences)
def preferences(request: GetPreferences, ctx: Context) -> Preferences:
    return ReminderService(ctx).preferences(request.patient_id)


@routes.handles(reminders.save_preferences)
def save_preferences(request: SavePreferences, ctx: Context) -> Preferences:
    return ReminderService(ctx).save_preferences(request)
