"""Fonts and icons shipped with the client, with their licences beside them."""

from pathlib import Path

_HERE = Path(__file__).parent


def path(name: str) -> Path:
    """Where a bundled file lies, such as icons/pill.svg."""
    return _HERE / name
