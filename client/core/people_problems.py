"""Sentences of refusals about people, their accounts and their roles."""

from collections.abc import Callable
from typing import Any, Final

from client.core.i18n import tr, trn
from client.core.permission_words import permission_word
from client.core.problem import Problem, info, warn
from shared.contracts import access, people, roles
from shared.errors import PasswordChangeNeeded


def _gone(title: str) -> Problem:
    return warn(title, tr("Nothing was changed. Search again: the list may be out of date."))


def _beyond(error: roles.MoreThanYouHold) -> Problem:
    first = permission_word(error.permissions[0])
    return warn(
        tr("This is more than you may do yourself"),
        trn(
            "Nothing was changed. It holds a right that you do not: {first}.",
            "Nothing was changed. It holds {n} rights that you do not, among them: {first}.",
            len(error.permissions),
            first=first,
        ),
    )


def _has_patients(error: people.DoctorHasPatients) -> Problem:
    waiting = trn("{n} patient is here", "{n} patients are here", error.waiting)
    booked = trn("{n} is booked", "{n} are booked", error.booked)
    return warn(
        tr("Patients still come to this doctor"),
        tr(
            "{waiting}, {booked}. The reception transfers or moves them first, all of a leave at once. "
            "Nothing was changed.",
            waiting=waiting,
            booked=booked,
        ),
    )


PEOPLE_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    PasswordChangeNeeded: lambda _: warn(
        tr("A password has to be chosen first"),
        tr("This password was given by somebody else. Sign in with it, and choose one that only you know."),
    ),
    access.PasswordRanOut: lambda _: warn(
        tr("This one-time password has run out"), tr("Ask an administrator for another one.")
    ),
    access.SamePassword: lambda _: warn(
        tr("This is the old password"), tr("Nothing was changed. Choose one that nobody else knows.")
    ),
    roles.MoreThanYouHold: _beyond,
    roles.NotYourOwnRights: lambda _: warn(
        tr("Nobody changes their own rights"),
        tr(
            "Nothing was changed. Another administrator can do this for you, also where your rights would only reach "
            "further by it; your own password you change yourself."
        ),
    ),
    roles.LastAdministrator: lambda _: warn(
        tr("Nobody would be left to administrate"),
        tr(
            "Nothing was changed. First somebody else must have signed in who may manage people and roles, "
            "or agree to it as the second person."
        ),
    ),
    roles.ScopeNotPossible: lambda e: warn(
        tr("This right can't be given so"),
        tr("Nothing was changed. Choose another state for: {right}.", right=permission_word(e.permission)),
    ),
    roles.RoleNotFound: lambda _: _gone(tr("This role is not there any more")),
    roles.RoleNameTaken: lambda _: warn(
        tr("Another role has this name"), tr("Nothing was saved. Choose a name that tells them apart.")
    ),
    roles.BuiltInRole: lambda _: warn(
        tr("This role belongs to the program"),
        tr("Its rights can be changed, its name can't. Copy it to make one of your own. Nothing was changed."),
    ),
    roles.RoleInUse: lambda e: warn(
        trn("{n} person has this role", "{n} people have this role", e.people),
        tr("Nothing was removed. Give them another role first: search the role's name on the page People."),
    ),
    people.PersonNotFound: lambda _: _gone(tr("This person is not known")),
    people.PlaceNotFound: lambda _: _gone(tr("This department or room is not there any more")),
    people.AccountNotFound: lambda _: _gone(tr("This account is not there")),
    people.HasAccount: lambda _: info(
        tr("This person has an account already"), tr("If the password is lost, give a new one-time password.")
    ),
    people.HasLeft: lambda _: warn(
        tr("This person doesn't work here any more"), tr("Nothing was changed. Say first that they are back.")
    ),
    people.UserNameTaken: lambda _: warn(
        tr("Somebody else has this user name"), tr("Nothing was saved. Choose another one.")
    ),
    people.TokenPrefixTaken: lambda e: warn(
        tr("{doctor} has these letters", doctor=e.doctor),
        tr("Nothing was saved. Patients must know whose token they hold: choose other letters."),
    ),
    people.DoctorHasPatients: _has_patients,
}
