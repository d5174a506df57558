"""The words of a message: which fields they may have, how they are filled in, and how many SMS they take."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Final

FIELDS: Final = ("name", "doctor", "date", "time", "place", "hospital")
GATEWAY_FIELDS: Final = ("phone", "text", "id", "secret")

_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_NO_DIGIT: Final = re.compile(r"\D")
_GSM_DOUBLE: Final = frozenset("^{}\\[~]|€")


def unknown_fields(text: str, known: tuple[str, ...] = FIELDS) -> tuple[str, ...]:
    """What stands in braces and is none of the known; raises ValueError where a brace has no other.

    A field is a bare name: an attribute, an index or a format of it is unknown.
    """
    unknown = []
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None and (name not in known or form or conversion):
            unknown.append(name)
    return tuple(unknown)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Every field by its value; the text has no unknown ones."""
    return Formatter().vformat(text, (), values)


def sms_parts(text: str) -> int:
    """How many SMS a text is paid as: 160 letters of the plain alphabet, 70 of any other, less where it is cut."""
    if all(letter in _GSM or letter in _GSM_DOUBLE for letter in text):
        length = sum(2 if letter in _GSM_DOUBLE else 1 for letter in text)
        return 1 if length <= 160 else -(-length // 153)
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= 70 else -(-length // 67)


def international(phone: str, country_code: str) -> str:
    """The digits a gateway takes: a leading 0 gives way to the country's code, as + and 00 do to nothing."""
    digits = _NO_DIGIT.sub("", phone)
    if phone.strip().startswith("+") or not country_code:
        return digits
    if digits.startswith("00"):
        return digits[2:]
    return country_code + digits[1:] if digits.startswith("0") else digits
