"""The pages themselves: made here with their first state, so that they say something without a script too."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Final

from server.core.house import House
from server.features.phone.paper_words import PAPER_WORDS, PaperWords
from server.features.phone.papers import CheckedReport, Standing
from server.features.phone.snapshots import Away, Fact, PhoneSnapshot, Place
from server.features.phone.words import WORDS, Words
from shared.languages import Language

_FILES: Final = files(__name__)
CSS: Final = (_FILES / "phone.css").read_bytes()
JS: Final = (_FILES / "phone.js").read_bytes()
_PAGE: Final = Template((_FILES / "phone.html").read_text(encoding="utf-8"))

_UNKNOWN: Final = "unknown"
_BUSY: Final = "busy"
_STALE: Final = "stale"
_SECONDS_WITHOUT_SCRIPT: Final = 10
# A symbol beside each colour: who cannot tell the colours apart reads the page as well.
_LOOKS: Final = {
    Place.WAITING: ("wait", "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z"),
    Place.NEXT: ("wait", "M5 12h13M13 6l6 6-6 6"),
    Place.CALLED: ("go", "M4 21V3h10v18M2 21h20M10 12h.01M17 8l4 4-4 4"),
    Place.IN_ROOM: ("wait", "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0"),
    Place.ON_HOLD: ("ask", "M9 6v12M15 6v12"),
    Place.MISSED: ("ask", "M12 4v10M12 19h.01"),
    Place.DONE: ("end", "M4 12l6 6L20 6"),
    Place.CANCELLED: ("end", "M6 6l12 12M18 6L6 18"),
    Away.PAUSED: ("ask", "M6 8h10v6a4 4 0 0 1-4 4h-2a4 4 0 0 1-4-4zM16 9h2a2 2 0 0 1 0 5h-2M8 3v2M12 3v2"),
    Away.ENDED: ("ask", "M4 21V3h10v18M2 21h20M10 12h.01"),
    Standing.CURRENT: ("good", "M4 12l6 6L20 6"),
    Standing.REPLACED: ("ask", "M6 6l12 12M18 6L6 18"),
    Standing.CORRECTING: ("ask", "M12 4v10M12 19h.01"),
    _UNKNOWN: ("ask", "M12 4v10M12 19h.01"),
    _BUSY: ("ask", "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z"),
    _STALE: ("ask stale", "M3 3l18 18M5 12a10 10 0 0 1 4-2.5M19 12a10 10 0 0 0-3-2M12 19h.01"),
}


def place_page(house: House, language: Language, place: PhoneSnapshot) -> str:
    """A followed place, which the script then keeps new."""
    words = WORDS[language]
    says = "".join(_say(words, part, _when(part, place), room=place.room) for part in (*Place, *Away, _UNKNOWN))
    stale = _say(words, _STALE, ' role="alert"', time="")
    main = (
        f"<h1>{escape(words.number)} {_filled('token', place.token)}</h1>\n"
        f'<div class="live">\n<div role="status">\n{says}</div>\n{_facts(words, place)}</div>\n{stale}'
    )
    head = (
        '<script src="../phone.js" defer></script>\n'
        f'<noscript><meta http-equiv="refresh" content="{_SECONDS_WITHOUT_SCRIPT}"></noscript>'
    )
    said = _sentence(words, place.place).format(room=place.room)
    state = f' data-place="{place.place}" data-calls="{place.calls}"'
    return _page(house, language, f"{place.token} · {said}", head, state, main)


def unknown_page(house: House, language: Language) -> str:
    """The same for a key that never was and for yesterday's."""
    return _page(house, language, WORDS[language].title, "", "", _only(_UNKNOWN, language))


def busy_page(house: House, language: Language) -> str:
    """Loads itself again, script or not."""
    again = f'<meta http-equiv="refresh" content="{_SECONDS_WITHOUT_SCRIPT}">'
    return _page(house, language, WORDS[language].title, again, "", _only(_BUSY, language))


def paper_page(house: House, language: Language, reports: Sequence[CheckedReport]) -> str:
    """Of each test on a printed report whether it still counts."""
    words = PAPER_WORDS[language]
    told = "".join(_checked(words, report) for report in reports)
    main = f"<h1>{escape(words.title)}</h1>\n{told}<p>{escape(words.compare)}</p>"
    return _page(house, language, words.title, "", "", main)


def unknown_paper_page(house: House, language: Language) -> str:
    words = PAPER_WORDS[language]
    main = f"<h1>{escape(words.title)}</h1>\n{_say(words, _UNKNOWN)}"
    return _page(house, language, words.title, "", "", main)


def _checked(words: PaperWords, report: CheckedReport) -> str:
    rows = ((words.accession, report.accession), (words.version, str(report.number)), (words.released, report.released))
    told = "".join(f"<div><dt>{escape(label)}</dt><dd>{_isolated(value)}</dd></div>\n" for label, value in rows)
    said = _say(words, report.standing, newest=str(report.newest))
    return f'<section class="live">\n<dl class="facts">\n{told}</dl>\n{said}</section>\n'


def _page(house: House, language: Language, title: str, head: str, state: str, main: str) -> str:
    return _PAGE.substitute(
        lang=language,
        dir="rtl" if language.right_to_left else "ltr",
        title=escape(title),
        head=head,
        state=state,
        house="".join(f"<p>{_isolated(name)}</p>" for name in (house.name, house.name_local) if name),
        main=main,
        languages=_languages(house.languages, language),
    )


def _sentence(words: Words | PaperWords, state: str) -> str:
    sentence: str = getattr(words, state)
    return sentence


def _say(words: Words | PaperWords, part: str, attributes: str = "", **values: str) -> str:
    look, path = _LOOKS[part]
    text = escape(_sentence(words, part))
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", _filled(name, value))
    return f'<p class="say {look}"{attributes}>{_symbol(path)}<span>{text}</span></p>\n'


def _when(part: str, place: PhoneSnapshot) -> str:
    """Seen or not from the first moment, and known to the script by its name."""
    return f' data-on="{part}"{"" if part in place.shown else " hidden"}'


def _only(part: str, language: Language) -> str:
    words = WORDS[language]
    return f"<h1>{escape(words.title)}</h1>\n{_say(words, part)}"


def _facts(words: Words, place: PhoneSnapshot) -> str:
    rows = (
        ("", words.serving, _filled("serving", place.serving or words.nobody, none=words.nobody)),
        ("", words.ahead, _filled("ahead", str(place.ahead))),
        (_when(Fact.EXPECTED, place), words.expected, _filled("expected", place.expected or "")),
        (_when(Fact.BACK, place), words.back, _filled("back", place.back or "")),
    )
    told = "".join(f"<div{when}><dt>{escape(label)}</dt><dd>{value}</dd></div>\n" for when, label, value in rows)
    return f'<dl class="facts"{_when(Fact.QUEUE, place)}>\n{told}</dl>\n'


def _symbol(path: str) -> str:
    return f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>'


def _filled(name: str, value: str, *, none: str = "") -> str:
    """A number of the house, which keeps its own direction whatever the sentence's."""
    return f'<bdi data-fill="{name}" data-none="{escape(none)}">{escape(value)}</bdi>'


def _isolated(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>"


def _languages(languages: Sequence[Language], chosen: Language) -> str:
    if len(languages) < 2:
        return ""
    links = "".join(
        f'<a href="?l={one}" lang="{one}" hreflang="{one}"{" aria-current=true" if one is chosen else ""}>'
        f"{one.own_name}</a>\n"
        for one in languages
    )
    return f'<nav aria-label="{escape(WORDS[chosen].languages)}">\n{links}</nav>'
