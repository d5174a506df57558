"""The second proof: six digits that an app makes every half minute (TOTP, RFC 6238), or a recovery code."""

import hmac
import secrets
from base64 import b32encode
from typing import Final

import pyotp
from sqlalchemy.orm import Session

from server.core.context import Context
from server.core.tokens import Tokens, hash_of
from server.features.access.granting import Granting
from server.features.access.proof_repository import MOST_SECOND_FACTORS, ProofRepository
from server.features.access.proof_tables import SecondFactor
from server.features.access.repository import AccessRepository
from server.features.access.seat import check_seat
from shared.contracts.access import AccountLocked, SecondFactorNeeded
from shared.contracts.sign_in import AlreadyEnrolled, ChallengeOver, NoSecondFactor, WrongCode
from shared.ids import ApprovalId, UserId
from shared.models.common import Page
from shared.models.sign_in import Enrolment, SecondFactorSummary
from shared.permissions import Permission

_RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 10  # sixteen letters: nobody guesses them, so one round of hashing is enough
_STEP_SECONDS: Final = 30
_DRIFT: Final = (0, -1, 1)


class SecondFactors:
    def __init__(self, ctx: Context, tokens: Tokens) -> None:
        self._ctx = ctx
        self._tokens = tokens
        self._proofs = ProofRepository(ctx.session)

    def ask(self, user_id: UserId) -> None:
        """Raises SecondFactorNeeded for whom the hospital says, and for whoever has set one up, until it is reset."""
        enrolled = self._proofs.has_second_factor(user_id)
        if enrolled or self._proofs.has_role(user_id, self._proofs.rules().second_factor_roles):
            challenge = self._tokens.challenge(user_id, self._ctx.device.id, self._ctx.now)
            raise SecondFactorNeeded(challenge, enrolled=enrolled)

    def enrol(self, challenge: str) -> Enrolment:
        """A secret that counts from its first right code on; begun again, the one before is worth nothing."""
        check_seat(self._ctx)
        user_id = self._challenged(challenge)
        factor = self._proofs.second_factor_in_turn(user_id)
        if factor is not None and factor.confirmed_at is not None:
            raise AlreadyEnrolled
        secret = pyotp.random_base32()
        if factor is None:
            factor = SecondFactor(user_id=user_id, secret=secret, made_at=self._ctx.now)
        factor.secret, factor.made_at = secret, self._ctx.now
        codes = [b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode() for _ in range(_RECOVERY_CODES)]
        self._proofs.keep_second_factor(factor, [hash_of(code) for code in codes])
        uri = pyotp.TOTP(secret).provisioning_uri(
            name=self._proofs.user_name(user_id), issuer_name=self._ctx.house.name or "HMS"
        )
        return Enrolment(secret=secret, uri=uri, recovery_codes=tuple(_in_fours(code) for code in codes))

    def prove(self, challenge: str, code: str) -> UserId:
        """Whose it was. Raises ChallengeOver, AccountLocked, WrongCode."""
        user_id = self._challenged(challenge)
        factor = self._proofs.second_factor_in_turn(user_id)
        if factor is None:
            raise ChallengeOver
        if until := factor.locked(self._ctx.now):
            raise AccountLocked(until)
        if not self._accepts(factor, code.replace(" ", "").replace("-", "").upper()):
            self._count_failure(user_id)
            raise WrongCode
        factor.forget_failures()
        factor.confirmed_at = factor.confirmed_at or self._ctx.now
        return user_id

    def all(self) -> Page[SecondFactorSummary]:
        found = [
            SecondFactorSummary(
                user_id=factor.user_id,
                full_name=full_name,
                user_name=user_name,
                since=factor.made_at,
                recovery_codes=left,
            )
            for factor, full_name, user_name, left in self._proofs.second_factors()
        ]
        return Page(items=found[:MOST_SECOND_FACTORS], more=len(found) > MOST_SECOND_FACTORS)

    def reset(self, user_id: UserId, approval_id: ApprovalId | None) -> None:
        """At the next sign-in a new one is set up: by who knows the password, who could then act as that person.

        Raises NotYourOwnRights, MoreThanYouHold, ApprovalNeeded, ApprovalNotValid, NoSecondFactor.
        """
        granting = Granting(self._ctx, Permission.STAFF_MANAGE)
        granting.check_not_own(user_id)
        granting.check_user(user_id, user_id, approval_id)
        if not self._proofs.forget_second_factor(user_id):
            raise NoSecondFactor
        for session_id in AccessRepository(self._ctx.session).revoke_all(user_id, self._ctx.now):
            self._ctx.ended(session_id, "revoked")
        self._ctx.touched(user_id)

    def _accepts(self, factor: SecondFactor, code: str) -> bool:
        """No code twice: neither one that somebody looked at over a shoulder."""
        if not code.isdigit():
            # One that was printed counts only once the app has shown that it works.
            known = factor.confirmed_at is not None
            return known and self._proofs.use_recovery_code(factor.user_id, hash_of(code), self._ctx.now)
        now = int(self._ctx.now.timestamp()) // _STEP_SECONDS
        totp = pyotp.TOTP(factor.secret)
        for step in (now + drift for drift in _DRIFT):
            if step > factor.last_step and hmac.compare_digest(totp.generate_otp(step), code):
                factor.last_step = step
                return True
        return False

    def _challenged(self, challenge: str) -> UserId:
        user_id = self._tokens.challenged(challenge, self._ctx.device.id, self._ctx.now)
        if user_id is None or not self._proofs.may_sign_in(user_id):
            raise ChallengeOver
        return user_id

    def _count_failure(self, user_id: UserId) -> None:
        with self._ctx.apart() as session:
            factor = ProofRepository(session).second_factor(user_id)
            if factor:
                factor.count_failure(self._ctx.now)


def forget_second_factor(session: Session, user_name: str) -> bool:
    """At the server itself, where nobody is left who could do it; whether there was one."""
    proofs = ProofRepository(session)
    user_id = proofs.user_named(user_name)
    return user_id is not None and proofs.forget_second_factor(user_id)


def _in_fours(code: str) -> str:
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
