"""The version of this program, as installed: client and server come together."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final


def _installed() -> str:
    try:
        return version("hms")
    except PackageNotFoundError:
        return "0.1.0"


VERSION: Final = _installed()
