"""How a name sounds, however it was spelt: the same key for Mohammad and Muhammed, Chowdhury and Choudhuri."""

import re
from functools import lru_cache
from typing import Final

# In this order; "1" stands for ch until the lone c is decided. What is written twice is heard once.
_HEARD: Final = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"[^a-z]", ""),
        (r"^(?:y|i(?=[au])|e(?=u|a[kq]))", "j"),  # Yusuf, Eusuf, Joseph; Yasmin, Jasmin
        (r"que$", "k"),
        (r"ee$", "i"),
        (r"c?ch+", "1"),
        (r"c(?=[eiy])", "s"),
        (r"c|q", "k"),
        (r"x", "ks"),
        (r"ph", "f"),
        (r"([gkstdb])h", r"\1"),
        (r"[jz]h?", "j"),
        (r"v", "b"),
        (r"(?<!^)h$", ""),
        (r"(.)\1+", r"\1"),
        (r"1", "c"),
    )
)
_VOWELS: Final = frozenset("aeiouwy")  # w and y are heard as vowels here: Chowdhury, Dewan, Wahid and Ohid
SHORTENED: Final = {
    **dict.fromkeys(("md", "mohd", "muhd", "mohmd"), "mhmd"),
    **dict.fromkeys(("mst", "mosa", "most"), "msmt"),
}
"""Words that are written short and mean the whole: Md. is Mohammad, Mst. is Mosammat."""

_LATIN: Final = 4096


@lru_cache(maxsize=_LATIN)
def sound(word: str) -> str:
    """The consonants of one Latin word in lower case, with an "a" for a vowel it begins or ends with."""
    if word in SHORTENED:
        return SHORTENED[word]
    for pattern, heard in _HEARD:
        word = pattern.sub(heard, word)
    if not word:
        return ""
    first = "a" if word[0] in _VOWELS else word[0]
    inside = "".join(letter for letter in word[1:] if letter not in _VOWELS)
    # A lone e at the end is not heard; any other vowel there tells Rahima from Rahim.
    ends_open = len(word) > 1 and word[-1] in _VOWELS and not (word[-1] == "e" and word[-2] not in _VOWELS)
    return first + inside + ("a" if ends_open and first + inside != "a" else "")


def begun(word: str) -> str:
    """What the sound of a word that is still being typed begins with: without the vowel it may not end with."""
    heard = sound(word)
    return heard[:-1] if len(heard) > 1 and heard.endswith("a") else heard
