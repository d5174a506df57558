"""Which new passwords are refused, after NIST SP 800-63B: short, known to everybody, or one's own name."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from server.core.context import Context
from server.features.access.passwords import Passwords
from server.features.access.proof_repository import ProofRepository
from server.features.access.tables import Account
from shared.contracts.access import PasswordRefused
from shared.models.access import PasswordFault

_COMMON: Final = Path(__file__).with_name("common_passwords.txt")
# "Manchester2026!" is "manchester" to whoever guesses.
_DECORATION: Final = re.compile(r"[\W\d_]+$")
_SHORTEST_NAME: Final = 4


class PasswordRules:
    def __init__(self, ctx: Context, passwords: Passwords) -> None:
        self._ctx = ctx
        self._passwords = passwords
        self._proofs = ProofRepository(ctx.session)
        self._rules = self._proofs.rules()

    def set(self, account: Account, user_name: str, password: SecretStr) -> None:
        """The account's next password. Raises PasswordRefused."""
        remembered = self._rules.passwords_remembered
        used = [account.password_hash, *self._proofs.old_passwords(account.user_id, remembered)][:remembered]
        if fault := fault_of(password.get_secret_value(), user_name, self._rules.shortest_password):
            raise self._refusal(fault)
        if any(self._passwords.match(password, old) for old in used if old):
            raise self._refusal(PasswordFault.USED_BEFORE)
        if account.password_hash is not None:
            self._proofs.remember_password(account.user_id, account.password_hash)
        account.password_hash = self._passwords.hash(password)
        account.password_set_at, account.one_time_until = self._ctx.now, None

    def has_run_out(self, account: Account) -> bool:
        """From the day the house began to count on, for those chosen before it was known when."""
        days = self._rules.password_days
        if days is None:
            return False
        if account.password_set_at is None:
            account.password_set_at = self._ctx.now
        return self._ctx.now - account.password_set_at > timedelta(days=days)

    def _refusal(self, fault: PasswordFault) -> PasswordRefused:
        return PasswordRefused(fault, self._rules.shortest_password)


def fault_of(password: str, user_name: str, shortest: int) -> PasswordFault | None:
    plain = password.casefold()
    if len(password) < shortest:
        return PasswordFault.TOO_SHORT
    if len(user_name) >= _SHORTEST_NAME and user_name.casefold() in plain:
        return PasswordFault.USER_NAME
    if {plain, _DECORATION.sub("", plain)} & _common():
        return PasswordFault.COMMON
    return None


@cache
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
