# Two commands for everybody: `make demo` and `make test`. The rest is for who works on the code.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test check format setup lock shots clean

help:
	@echo "make demo    see it: a hospital with four stations, live on each other"
	@echo "make test    set up and run the whole test suite"
	@echo "make check   what CI checks: format, lint, types, imports, tests"

setup: $(STAMP)

# The lock file decides: a changed lock installs anew, otherwise nothing is asked of the network.
$(STAMP): requirements.lock installers/linux/setup
	@PYTHON=$(PYTHON) installers/linux/setup $(VENV)
	@touch $(STAMP)

demo: setup
	@$(BIN)/python -m installers.demo

# Side by side on two cores, what has windows apart from the server's: a server's threads must not collect Qt's garbage.
# Three where a test waits for its own server now and then.
# Then, one after the other, those that kill processes and count seconds.
test: setup
	@installers/linux/setup-tests
	@$(BIN)/python -m pytest -q -n 2 -m "not alone" tests/client
	@$(BIN)/python -m pytest -q -n 3 -m "not alone" --ignore tests/client --ignore tests/journeys
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile -m "not alone" tests/journeys
	@$(BIN)/python -m pytest -q -m alone tests/faults tests/journeys

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory test

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock:
	$(BIN)/pip install --quiet uv
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile pyproject.toml --all-extras --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --quiet -o requirements.lock

# The pictures in docs/screens.md; the journeys take more of them than are shown there.
shots: setup
	@$(BIN)/python -m tests.client.display.pictures docs/images
	@$(BIN)/python -m tests.client.calendar.pictures docs/images
	@$(BIN)/python -m tests.client.cashier.pictures docs/images
	@$(BIN)/python -m tests.client.pharmacy.pictures docs/images
	@$(BIN)/python -m tests.client.reports.pictures docs/images
	@HMS_PICTURES=docs/images QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q \
		tests/journeys/test_clinic.py tests/journeys/test_administrator.py tests/journeys/test_running_the_house.py
	@cd docs/images && for each in *.png; do grep -q "images/$$each" ../*.md ../*/*.md ../../*.md || rm "$$each"; done

clean:
	rm -rf $(VENV) demo-out test-out build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
