"""The page can be read by who sees little, hears it read out, or knows no English: each state, each language."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from shared.languages import Language

PARTS = {
    "waiting": ["waiting", "queue", "expected"],
    "next": ["next", "queue"],
    "called": ["called"],
    "in_room": ["in_room"],
    "on_hold": ["on_hold", "queue"],
    "missed": ["missed"],
    "done": ["done"],
    "cancelled": ["cancelled"],
    "paused": ["waiting", "queue", "paused", "back"],
    "ended": ["ended"],
    "unknown": ["unknown"],
    "stale": [],
}
AXE = Axe().axe_script


def put(page, state):
    """The page as its script leaves it in a state."""
    page.evaluate(
        """([stale, parts]) => {
            document.querySelectorAll("[data-on]").forEach(one => { one.hidden = !parts.includes(one.dataset.on) });
            document.body.toggleAttribute("data-stale", stale);
            document.querySelector("[data-fill=time]").textContent = "10:41";
            for (const name of ["expected", "back"]) {
                document.querySelector(`[data-fill=${name}]`).textContent = "10:55";
            }
        }""",
        [state == "stale", PARTS[state]],
    )


def violations(page):
    """Of the page as it stands; axe itself was put into it once."""
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(one["id"], node["html"]) for one in found for node in one["nodes"]]


# The colours do not depend on the words: by night one language stands for all.
@pytest.mark.parametrize(
    ("language", "scheme"), [*((language, "light") for language in Language), (Language.ENGLISH, "dark")]
)
def test_axe_finds_nothing_in_any_state(phones, link, pictures, language, scheme):
    page = phones.open(link, f"?l={language}", color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(AXE)

    found = {}
    for state in PARTS:
        put(page, state)
        found[state] = violations(page)
        if language is Language.ENGLISH:
            page.screenshot(path=pictures / f"{state}_{language}_{scheme}.png")

    assert found == {state: [] for state in PARTS}


def test_axe_finds_nothing_in_the_page_of_a_dead_link(phones, link, pictures):
    page = phones.open(link[:-16] + "A" * 16, "?l=ar")
    page.evaluate(AXE)
    page.screenshot(path=pictures / "dead.png")

    assert violations(page) == []
    assert "404" in phones.complaints.pop()


def test_axe_would_find_something(phones, link):
    page = phones.open(link)
    page.evaluate(AXE)

    page.evaluate("document.querySelector('.say').style.color = '#cde'; document.documentElement.lang = ''")

    assert {"color-contrast", "html-has-lang"} <= {name for name, _ in violations(page)}
