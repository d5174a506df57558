"""What the hospital asks of whoever signs in, as its settings page shows and saves it."""

from math import inf

from server.core.context import Context
from server.features.access.granting import Granting
from server.features.access.proof_repository import ProofRepository
from server.features.access.proof_tables import SignInRulesRow
from shared.contracts.sign_in import RoleUnknown
from shared.errors import StaleVersion
from shared.models.sign_in import SIGN_IN_RULES, RoleChoice, SaveSignInRules, SignInRules, SignInRulesDetails
from shared.permissions import Permission


class SignInRuleBook:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._proofs = ProofRepository(ctx.session)

    def show(self) -> SignInRulesDetails:
        return self._told(self._proofs.rules())

    def save(self, request: SaveSignInRules) -> SignInRulesDetails:
        """To ask less of people hands on what they may do, to whoever knows their passwords.

        Raises StaleVersion, RoleUnknown, MoreThanYouHold, NotYourOwnRights, ApprovalNeeded, ApprovalNotValid.
        """
        granting = Granting(self._ctx, Permission.STAFF_MANAGE)
        row = self._proofs.rules_locked()
        if row.version != request.version:
            raise StaleVersion(row.version)
        everybody = {role.id for role in self._proofs.roles()}
        if not set(request.second_factor_roles) <= everybody:
            raise RoleUnknown
        unproved = set(row.second_factor_roles) - set(request.second_factor_roles)
        eased = everybody if asks_less(self._told(row), request) else unproved
        granting.check_roles(eased, SIGN_IN_RULES, request.approval_id, own=granting.has_one_of(unproved))
        if request.openid_secret is not None:
            row.openid_secret = request.openid_secret.get_secret_value() or None
        elif request.openid_issuer != row.openid_issuer:
            row.openid_secret = None  # one provider's secret is not sent to another
        for name in SignInRules.model_fields:
            setattr(row, name, getattr(request, name))
        row.second_factor_roles = list(request.second_factor_roles)
        row.version += 1
        return self._told(row)

    def _told(self, row: SignInRulesRow) -> SignInRulesDetails:
        return SignInRulesDetails(
            **{name: getattr(row, name) for name in SignInRules.model_fields},
            version=row.version,
            openid_has_secret=row.openid_secret is not None,
            roles=tuple(RoleChoice(id=role.id, name=role.name) for role in self._proofs.roles()),
        )


def asks_less(before: SignInRules, after: SignInRules) -> bool:
    """Of everybody who signs in; another provider's word is one that nobody has looked at yet."""
    return (
        after.shortest_password < before.shortest_password
        or after.passwords_remembered < before.passwords_remembered
        or _days(after) > _days(before)
        or after.session_hours > before.session_hours
        or (bool(after.openid_issuer) and _provider(after) != _provider(before))
    )


def _days(rules: SignInRules) -> float:
    return inf if rules.password_days is None else rules.password_days


def _provider(rules: SignInRules) -> tuple[str, str]:
    return rules.openid_issuer, rules.openid_client_id
