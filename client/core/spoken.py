"""What the hall hears: a number and where to go, as a sentence for an engine and as the clips that say the same."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from shared.languages import Language

Phrase: TypeAlias = tuple[str, str]
"""The clip's name and its words."""

TOKEN: Final[Phrase] = ("{token}", "")
ROOM: Final[Phrase] = ("{room}", "")
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_MOST_LETTERS: Final = 3
"""In a row they are an abbreviation, spelled; more are a word, which clips cannot say."""


@dataclass(frozen=True)
class Speech:
    """How one language calls a number: the order of the parts is the language's own."""

    call: tuple[Phrase, ...]
    elsewhere: Phrase
    """Instead of everything after the number, where the room has a name that nobody can spell."""
    digits: tuple[str, ...]
    letters: tuple[str, ...]

    @property
    def words(self) -> dict[str, str]:
        """What each clip says, by its name."""
        phrases = [phrase for phrase in (*self.call, self.elsewhere) if phrase[1]]
        return dict([*phrases, *zip("0123456789", self.digits, strict=True), *zip(_LATIN, self.letters, strict=True)])


SPEECH: Final = {
    Language.ENGLISH: Speech(
        (("number", "Number"), TOKEN, ("go", "Please go to room"), ROOM),
        ("elsewhere", "Please look at the screen for your room"),
        tuple("zero one two three four five six seven eight nine".split()),  # noqa: SIM905 read as they are said
        tuple(_LATIN.upper()),
    ),
    Language.BENGALI: Speech(
        (("number", "নম্বর"), TOKEN, ("please", "অনুগ্রহ করে"), ROOM, ("go", "নম্বর কক্ষে যান")),
        ("elsewhere", "অনুগ্রহ করে কোন কক্ষে যাবেন তা পর্দায় দেখুন"),
        tuple("শূন্য এক দুই তিন চার পাঁচ ছয় সাত আট নয়".split()),  # noqa: SIM905 read as they are said
        tuple("এ বি সি ডি ই এফ জি এইচ আই জে কে এল এম এন ও পি কিউ আর এস টি ইউ ভি ডাব্লিউ এক্স ওয়াই জেড".split()),  # noqa: SIM905 read as they are said
    ),
    Language.HINDI: Speech(
        (("number", "नंबर"), TOKEN, ("please", "कृपया कमरा नंबर"), ROOM, ("go", "में जाएँ")),
        ("elsewhere", "कृपया अपना कमरा स्क्रीन पर देखें"),
        tuple("शून्य एक दो तीन चार पाँच छह सात आठ नौ".split()),  # noqa: SIM905 read as they are said
        tuple("ए बी सी डी ई एफ़ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड".split()),  # noqa: SIM905 read as they are said
    ),
    Language.ARABIC: Speech(
        (("number", "رقم"), TOKEN, ("go", "يرجى التوجه إلى الغرفة رقم"), ROOM),
        ("elsewhere", "يرجى النظر إلى الشاشة لمعرفة الغرفة"),
        tuple("صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة".split()),  # noqa: SIM905 read as they are said
        tuple("إيه بي سي دي إي إف جي إتش آي جيه كيه إل إم إن أو بي كيو آر إس تي يو في دبليو إكس واي زد".split()),  # noqa: SIM905 read as they are said
    ),
}


@dataclass(frozen=True)
class Utterance:
    """One call in one language."""

    language: Language
    sentence: str
    clips: tuple[str, ...]


def utterance(language: Language, token: str, room: str) -> Utterance:
    """Numbers letter by letter and digit by digit: engines read M-027 as they like."""
    speech = SPEECH[language]
    room_clips = _spelled(room) if _can_be_spelled(room) else ()
    said = {TOKEN: _read(speech, _spelled(token)), ROOM: _read(speech, room_clips) or room}
    parts = speech.call if room else (*speech.call[: speech.call.index(TOKEN) + 1], speech.elsewhere)
    sentence = ", ".join(said.get(part, part[1]) for part in parts)
    if not room_clips:
        parts = (*speech.call[: speech.call.index(TOKEN) + 1], speech.elsewhere)
    heard = {TOKEN: _spelled(token), ROOM: room_clips}
    clips = [clip for part in parts for clip in heard.get(part, (part[0],))]
    return Utterance(language, sentence, tuple(clip for clip in clips if clip in speech.words))


def _read(speech: Speech, characters: Iterable[str]) -> str:
    return " ".join(speech.words.get(character, character) for character in characters)


def _spelled(text: str) -> tuple[str, ...]:
    """Small letters, and digits of whatever script as 0 to 9."""
    return tuple(_plain(character) for character in text if character.isalnum())


def _plain(character: str) -> str:
    digit = unicodedata.digit(character, None)
    return character.lower() if digit is None else str(digit)


def _can_be_spelled(room: str) -> bool:
    """Numbers, letters, and abbreviations such as ECG; the name of a place is a word."""
    runs = re.findall(r"[^\W\d_]+|\d+", room)
    return bool(runs) and all(
        run.isdigit() or (run.isascii() and (len(run) == 1 or (run.isupper() and len(run) <= _MOST_LETTERS)))
        for run in runs
    )
