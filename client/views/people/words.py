"""What is said of a person, an account and a second person's word."""

from client.core.i18n import datetime_text, tr, trn
from client.core.permission_words import permission_word
from client.core.words import role_word
from client.widgets.tokens import Tone
from shared.models.people import Account, ApprovalSummary, PersonSummary, RoleName, Which


def which_text(which: Which) -> str:
    return {
        Which.ACTIVE: tr("All who work here"),
        Which.DOCTORS: tr("Doctors"),
        Which.NO_ACCOUNT: tr("Without account"),
        Which.DISABLED: tr("Disabled"),
    }[which]


def place_text(person: PersonSummary) -> str:
    return " · ".join(part for part in (person.department, person.room) if part)


def roles_text(person: PersonSummary) -> str:
    return ", ".join(role_word(role) for role in person.roles)


def user_text(person: PersonSummary) -> str:
    return person.user_name or tr("no account")


def person_state(person: PersonSummary) -> str:
    if not person.is_active:
        return tr("Left")
    if person.user_name is None:
        return tr("No account")
    if not person.account_active:
        return tr("No sign-in")
    return tr("Signed in") if person.signed_in else tr("Signed out")


def person_tone(person: PersonSummary) -> Tone:
    if not person.is_active or (person.user_name is not None and not person.account_active):
        return "bad"
    if person.user_name is None:
        return "warn"
    return "ok" if person.signed_in else "grey"


def account_state(account: Account) -> tuple[str, Tone]:
    if not account.is_active:
        return tr("Sign-in is stopped"), "bad"
    if account.locked_until is not None:
        return tr("Locked until {time}", time=datetime_text(account.locked_until)), "warn"
    if account.must_change_password and account.one_time_until is not None:
        return tr("One-time password until {time}", time=datetime_text(account.one_time_until)), "info"
    return tr("Can sign in"), "ok"


def role_list(roles: list[RoleName]) -> str:
    return ", ".join(role_word(role.name) for role in roles) or tr("no role: may do nothing")


def approval_text(approval: ApprovalSummary) -> str:
    return permission_word(approval.permission)


def used_text(approval: ApprovalSummary) -> str:
    return tr("Used {time}", time=datetime_text(approval.used_at)) if approval.used_at else tr("Not used")


def used_tone(approval: ApprovalSummary) -> Tone:
    return "ok" if approval.used_at else "grey"


def sessions_text(count: int) -> str:
    return trn("Signed in at {n} computer", "Signed in at {n} computers", count) if count else tr("Signed in nowhere")
