"""The sentences about second proofs, password rules and other providers."""

from collections.abc import Callable
from typing import Any, Final

from client.core.i18n import tr, trn
from client.core.problem import Problem, bad, info, warn
from shared.contracts import access, confidential, sign_in
from shared.models.access import PasswordFault
from shared.models.sign_in import OpenIdFault


def _openid(error: sign_in.OpenIdRefused) -> Problem:
    why = {
        OpenIdFault.STATE: tr("What came back from the browser was not asked for here, or came too late. Begin again."),
        OpenIdFault.CODE: tr("The provider did not confirm it, or it was used already. Begin again."),
        OpenIdFault.TOKEN: tr("What the provider said proves nothing here. Tell whoever looks after the server."),
        OpenIdFault.PROVIDER: tr("The provider let nobody in. Begin again, or use your password."),
    }
    return warn(tr("Nobody was signed in"), why[error.fault])


def _password(error: access.PasswordRefused) -> Problem:
    n = error.shortest
    why = {
        PasswordFault.TOO_SHORT: trn("It needs {n} character at least.", "It needs {n} characters at least.", n),
        PasswordFault.USER_NAME: tr("It contains your user name, which anybody knows."),
        PasswordFault.COMMON: tr("It is one of those that everybody tries first. Take words that only you connect."),
        PasswordFault.USED_BEFORE: tr("You had it before. Choose one that is new."),
    }
    return warn(tr("This password is not taken"), why[error.fault])


SIGN_IN_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    access.PasswordRefused: _password,
    access.SecondFactorNeeded: lambda _: info(
        tr("A second proof is asked for"), tr("Type the code that the app on your phone shows.")
    ),
    sign_in.ChallengeOver: lambda _: info(
        tr("That took too long"), tr("Begin again with your name and password: the second proof belongs to it.")
    ),
    sign_in.WrongCode: lambda _: warn(
        tr("The code is wrong"),
        tr("It is wrong, or was used already. Wait for the next one and type that. Is the phone's clock right?"),
    ),
    sign_in.AlreadyEnrolled: lambda _: info(
        tr("The second proof is set up already"), tr("Begin again, and type the code that the app shows.")
    ),
    sign_in.NoSecondFactor: lambda _: info(
        tr("There is no second proof to reset"), tr("This person is asked to set one up at the next sign-in.")
    ),
    sign_in.RoleUnknown: lambda _: warn(
        tr("One of the roles is gone"), tr("Nothing was saved. Open the settings again.")
    ),
    sign_in.OpenIdNotOffered: lambda _: info(
        tr("There is no other provider"), tr("Sign in with your name and password.")
    ),
    sign_in.OpenIdUnreachable: lambda _: warn(
        tr("The other provider does not answer"),
        tr("Nobody was signed in. Use your password, or try again in a moment."),
    ),
    sign_in.OpenIdRefused: _openid,
    sign_in.NotLinked: lambda e: warn(
        tr("Nobody here is linked with {name}", name=e.known_as),
        tr(
            "{name} is linked with nobody here. Sign in with your password once, and link the two in the menu "
            "under your name.",
            name=e.known_as,
        ),
    ),
    confidential.BrokenGlassNotFound: lambda _: info(
        tr("This is not in the list any more"), tr("Nothing was changed. Open the list again.")
    ),
    sign_in.LinkedToAnother: lambda _: bad(
        tr("This account belongs to somebody else here"), tr("Nothing was linked. Ask who manages the staff.")
    ),
}
