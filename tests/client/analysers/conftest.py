from typing import Any, cast

import pytest

from client.core.changes import Changes
from client.viewmodels.analysers.arrivals import Arrivals
from client.views.analysers.page import AnalysersPage
from client.widgets.theme import theme
from shared.contracts import analysers
from shared.models.common import Page
from tests.client.analysers import arrived
from tests.client.fakes import FakeCalls


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(analysers.waiting, Page(items=[arrived.run(), arrived.CRP]))
    calls.answers(analysers.analysers, Page(items=[arrived.analyser(), arrived.BROKEN]))
    return calls


@pytest.fixture
def arrivals(calls, stream):
    return Arrivals(calls, Changes(cast("Any", stream), debounce_ms=1))


@pytest.fixture
def page(arrivals, qtbot, answered):
    theme()
    page = AnalysersPage(arrivals)
    qtbot.addWidget(page)
    page.resize(1286, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: arrivals.state.known)
    yield page
    page.close()
