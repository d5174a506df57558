"""How a computer and the server know each other by one short code that never travels.

Both stretch the code with the certificate each of them sees into a key, and show each other a proof made with
it. A machine in between would show another certificate and so need another key, which it can't make without
the code; trying all 2^40 codes against a proof takes far longer than the code is valid.
"""

import hashlib
import hmac
import secrets
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U to misread."""

LENGTH: Final = 8
_MISREAD: Final = str.maketrans("ILO", "110")


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """As people read it: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def cleaned(typed: str) -> str:
    """What was typed, without dashes, spaces and misread letters; a code has LENGTH characters then."""
    return "".join(c for c in typed.upper().translate(_MISREAD) if c in ALPHABET)


def key(code: str, ca_pem: str) -> bytes:
    """The stretched secret of a code and a certificate, 32 bytes; takes some 50 ms on purpose."""
    return hashlib.scrypt(
        code.encode(), salt=hashlib.sha256(ca_pem.strip().encode()).digest(), n=2**14, r=8, p=1, dklen=32
    )


def client_proof(key: bytes, nonce: str) -> str:
    return hmac.digest(key, f"client {nonce}".encode(), "sha256").hex()


def server_proof(key: bytes, nonce: str) -> str:
    return hmac.digest(key, f"server {nonce}".encode(), "sha256").hex()
