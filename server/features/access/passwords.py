"""Passwords are kept as bcrypt; it looks at 72 bytes, so the contract refuses longer ones and nothing is cut."""

import bcrypt
from pydantic import SecretStr


class Passwords:
    """`cost` doubles the work with each step: 12 takes 0.2 s, and lets other threads run meanwhile."""

    def __init__(self, cost: int) -> None:
        self._cost = cost

    def hash(self, password: SecretStr) -> bytes:
        return bcrypt.hashpw(_bytes(password), bcrypt.gensalt(self._cost))

    def match(self, password: SecretStr, kept: bytes | None) -> bool:
        """Takes as long where nothing is kept, so that an unknown name can't be told by the time."""
        if kept is None:
            self.hash(password)
            return False
        return bcrypt.checkpw(_bytes(password), kept)


def _bytes(password: SecretStr) -> bytes:
    return password.get_secret_value().encode(errors="surrogatepass")
