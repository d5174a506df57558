"""Whoever holds a printed report learns whether it still counts; nobody learns anything else."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from server.features.phone import routes
from server.features.phone.papers import CheckedReport
from shared.languages import Language
from shared.permissions import Role
from tests.contract.test_display import texts
from tests.server.features.lab.papers import printing, released_together
from tests.server.features.phone.conftest import Phones

ELEC = {"NA": "140", "K": "4.2", "CL": "101"}


@pytest.fixture
def phones(application, client):
    return Phones(application, client)


@pytest.fixture
def desk(bench):
    return bench.api(Role.RECEPTIONIST)


def said(page):
    """What a person reads, without the marks."""
    return " ".join(re.sub("<[^>]+>", " ", page.text).split())


def test_a_report_counts_until_it_is_corrected_and_replaced(bench, desk, phones):
    order = bench.released("ELEC", ELEC)
    paper = desk.send(printing(order))
    link, released = paper.check_link, paper.reports[0].released.at.astimezone(ZoneInfo("Asia/Dhaka"))

    fresh = phones.open(link)
    bench.correct(order, {"K": "5.4"})
    meanwhile = phones.open(link)
    bench.out(order)
    old, new = phones.open(link), phones.open(desk.send(printing(order, number=2)).check_link)

    assert fresh.status_code == 200
    assert "261122000011" in said(fresh)
    assert "Version 1" in said(fresh)
    assert f"Released {released:%Y-%m-%d %H:%M}" in said(fresh)
    assert "This is the newest version." in said(fresh)
    assert "being corrected" in said(meanwhile)
    assert "version 2 took its place" in said(old)
    assert "newest" not in said(old)
    assert ("Version 2" in said(new), "This is the newest version." in said(new)) == (True, True)


def test_it_names_nobody_no_test_and_no_value(bench, desk, phones):
    patient = bench.patient(name="Zubaida Qureshi")
    order, other = released_together(bench, {"ELEC": ELEC, "CRP": {"CRP": "4"}}, patient)
    paper = desk.send(printing(order, other))
    report = paper.reports[0]

    page = phones.open(paper.check_link).text

    secrets = ["Zubaida", "Qureshi", "Electrolytes", "CRP", "4.2", "140", report.patient.patient_no, str(patient)]
    secrets += [str(order), report.released.who, report.ordered.who, urlsplit(paper.check_link).path[-16:]]
    assert [secret for secret in secrets if secret in page] == []
    assert set(texts(CheckedReport)) == {"CheckedReport.accession", "CheckedReport.released"}
    for field, value in (("accession", "Zubaida"), ("released", "Zubaida")):
        with pytest.raises(ValueError, match=field):
            CheckedReport.model_validate({**_CHECKED, field: value})


_CHECKED = {
    "accession": "261122000011",
    "number": 1,
    "newest": 1,
    "released": "2026-11-22 10:00",
    "standing": "current",
}


def test_each_paper_has_a_code_of_its_own_and_the_database_alone_opens_none(bench, desk, phones, owner):
    order = bench.released("ELEC", ELEC)

    links = [desk.send(printing(order)).check_link for _ in range(2)]

    codes = [urlsplit(link).path.rpartition("/")[2] for link in links]
    assert all(re.fullmatch("HTTP://10.0.0.7:8080/V/[A-Z2-7]{16}", link) for link in links)
    assert len(set(codes)) == 2
    assert phones.get(f"/v/{codes[0].lower()}").status_code == 200
    rows = owner.execute("SELECT row_to_json(report_papers)::text, code_hash FROM report_papers").fetchall()
    assert not [row for row in rows for code in codes if code in row[0] or code.encode() in bytes(row[1])]


def test_a_code_that_stands_on_no_paper_says_so_and_guessing_is_stopped(bench, desk, phones):
    link = desk.send(printing(bench.released("ELEC", ELEC))).check_link
    tries = routes.ALLOWANCE // (1 + routes.COST_OF_A_WRONG_KEY)

    pages = [phones.get(f"/V/{number:016d}") for number in range(tries + 1)]

    assert pages[0].status_code == 404
    assert "No report of this hospital has this code" in said(pages[0])
    assert pages[-1].status_code == phones.open(link).status_code == 429


def test_a_token_slips_code_opens_no_report_and_a_reports_no_place(bench, desk, phones):
    link = desk.send(printing(bench.released("ELEC", ELEC))).check_link

    assert phones.open(link.replace("/V/", "/Q/")).status_code == 404


def test_it_speaks_what_the_browser_asks_for(bench, desk, phones, owner, clock):
    owner.execute("UPDATE settings SET languages = 'en,bn,hi,ar'")
    clock.advance(timedelta(seconds=10))
    link = desk.send(printing(bench.released("ELEC", ELEC))).check_link

    pages = {one: phones.open(link, params={"l": one.value}) for one in Language}

    assert all(f'<html lang="{one}"' in page.text for one, page in pages.items())
    assert len({said(page) for page in pages.values()}) == len(Language)
    assert 'dir="rtl"' in pages[Language.ARABIC].text
    assert all("default-src 'none'" in page.headers["content-security-policy"] for page in pages.values())
