"""The keys under which things rest on this computer: made from its device token, one a purpose."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def key_for(purpose: str, device_token: str) -> bytes:
    """Thirty-two bytes for AES-256; another purpose has another key."""
    derivation = HKDF(SHA256(), length=32, salt=None, info=f"hms {purpose}".encode())
    return derivation.derive(device_token.encode())
