"""What a patient sees who scans the slip: in a real browser, from a real server."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from server.features.phone.words import WORDS
from shared.contracts import queue
from shared.languages import Language


def said(page):
    """The sentences that are to be seen."""
    return [one.inner_text() for one in page.locator(".say:visible").all()]


def test_a_patients_way_is_seen_live_without_loading_anew(clinic, phones, pictures):
    first, visit = clinic.check_in("Omar Farooq"), clinic.check_in()
    page = phones.open(visit.phone_link)
    page.evaluate("window.same = true")
    assert said(page) == ["Please wait. This page changes by itself."]
    page.screenshot(path=pictures / "waiting.png")

    entry = clinic.call_next()
    expect(page.locator("[data-fill=serving]")).to_have_text(first.token)
    entry = clinic.move(queue.enter, entry)
    expect(page.locator("[data-on=next]")).to_be_visible()
    clinic.move(queue.skip, entry)
    entry = clinic.call_next()
    expect(page.locator("[data-on=called]")).to_be_visible()

    turn = f"It is your turn. Please go to room {visit.room}."
    assert (said(page), page.title()) == ([turn], f"{visit.token} · {turn}")
    assert page.evaluate("window.same")
    page.screenshot(path=pictures / "called.png")
    page.reload()
    assert (said(page), page.title()) == ([turn], f"{visit.token} · {turn}")
    clinic.move(queue.enter, entry)
    expect(page.locator("[data-on=in_room]")).to_be_visible()


def test_the_phone_shakes_with_each_call_and_with_no_other_news(clinic, phones):
    visit = clinic.check_in()
    page = phones.open("about:blank")
    page.add_init_script("let n = 0; navigator.vibrate = () => { document.documentElement.dataset.shaken = n += 1 }")
    page.goto(visit.phone_link)
    shaken = expect(page.locator("html"))

    entry = clinic.call_next()
    shaken.to_have_attribute("data-shaken", "1")
    entry = clinic.move(queue.recall, entry)
    shaken.to_have_attribute("data-shaken", "2")
    clinic.check_in("Omar Farooq")
    entry = clinic.move(queue.enter, entry)
    expect(page.locator("[data-on=in_room]")).to_be_visible()

    shaken.to_have_attribute("data-shaken", "2")


def test_a_number_that_nobody_confirms_is_not_shown_as_if_it_were_true(link, phones, server, pictures):
    page = phones.open("about:blank")
    page.clock.install()
    page.goto(link)
    expect(page.locator("[data-fill=ahead]")).to_be_visible()
    page.route("**/live", lambda route: route.abort())
    page.route("**/now", lambda route: route.abort())
    server.child("worker").suspend()
    try:
        page.clock.fast_forward("00:16")
        expect(page.locator(".stale")).to_be_visible()
        assert said(page)[0].startswith("Not updated since ")
        assert not page.locator("[data-fill=ahead]").is_visible()
        page.screenshot(path=pictures / "stale.png")
    finally:
        server.child("worker").resume()
    page.unroute_all()

    page.clock.fast_forward("00:30")
    expect(page.locator("[data-fill=ahead]")).to_be_visible()
    assert not page.locator(".stale").is_visible()
    phones.complaints.clear()  # of the requests that failed


def test_a_browser_without_scripts_shows_the_place_and_loads_itself_again(link, phones):
    page = phones.open(link, java_script_enabled=False)

    assert said(page) == ["Please wait. This page changes by itself."]
    assert page.locator("[data-fill=ahead]").inner_text() == "1"
    assert page.locator("noscript meta").get_attribute("content") == "10"


def test_a_page_asks_only_the_hospital_and_leaves_nothing_in_the_browser(link, phones):
    page = phones.open("about:blank")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(link)
    expect(page.locator("[data-fill=ahead]")).to_be_visible()

    assert {urlsplit(url).netloc for url in asked} == {urlsplit(link).netloc}
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_the_language_is_changed_on_the_page(link, phones):
    page = phones.open(link)

    page.get_by_role("link", name="العربية").click()

    # A click does not wait for the page it leads to: between the two there is no document to ask.
    expect(page.locator("html[lang=ar][dir=rtl]")).to_be_visible()
    page.wait_for_load_state()
    assert said(page) == [WORDS[Language.ARABIC].waiting]
