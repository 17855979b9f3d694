# napkin: `make run` opens the workbench, `make test` runs the tests. Both set up what they need.
# Needs Python 3.11 or newer, with venv, and make. `make PYTHON=/path/to/python ...` picks one.

PYTHON ?=
# Handed on to the command: make test ARGS="-k units", make run ARGS=deal.toml
ARGS ?=

BIN := .venv/bin
STAMP := .venv/.set-up

.PHONY: help run test lint bench soak accuracy lock clean

help:
	@echo "make run    open the workbench         make lint   style, types, import rules"
	@echo "make test   run the tests              make soak   the long tests (minutes)"
	@echo "make bench  measure the speed          make lock   renew requirements.lock"
	@echo "make clean  remove what make made      make accuracy   renew docs/accuracy.md"

run: $(STAMP)
	@$(BIN)/napkin $(ARGS)

test: $(STAMP)
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	@$(BIN)/python -m tests.bench $(ARGS)

# Holds the napkin against measured rows: prints how it fares, and renews docs/accuracy.md with its
# picture. Nothing is fitted anew for the program: that is `python -m fixtures.calibrate`.
ROWS ?= ../shared/data/measured/serving.csv
accuracy: $(STAMP)
	@test -r "$(ROWS)" || { echo "$(ROWS) is not there: make accuracy ROWS=/path/to/rows.csv" >&2; \
	    exit 1; }
	@$(BIN)/napkin accuracy "$(ROWS)" --verdicts
	@$(BIN)/python -m fixtures.accuracy_report "$(ROWS)"

# `hypothesis` marks every property test: they run again with many more examples.
soak: $(STAMP)
	@$(BIN)/python -m pytest -n auto -m "soak or hypothesis" --hypothesis-profile=soak $(ARGS)

# Keeps the pinned versions that still fit; make lock ARGS=--upgrade moves them all.
# Its own environment, since a broken lock must not keep anyone from renewing it.
lock:
	@$(find_python); rm -rf .lock-venv; "$$python" -m venv .lock-venv
	@.lock-venv/bin/python -m pip install -qq --disable-pip-version-check "uv>=0.9,<1"
	@.lock-venv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	    --fork-strategy fewest --generate-hashes --no-annotate --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make lock" --quiet \
	    --output-file requirements.lock $(ARGS)
	@rm -rf .lock-venv

clean:
	rm -rf .venv .lock-venv dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache \
	    .hypothesis .benchmarks snapshot_report.html
	find formulas sessions workbench fixtures tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up ------------------------------------------------------------------------------------

# A version manager's python3.11 may be a stand-in that only complains, and Debian's python3 may
# come without venv: so each one is asked, and the first that can do the work is taken.
define find_python
python=; \
for candidate in "$(PYTHON)" python3.11 python3 python3.12 python3.13 python3.14 python; do \
    if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
        >/dev/null 2>&1; then python=$$candidate; break; fi; \
done; \
if [ -z "$$python" ]; then \
    echo "napkin needs Python 3.11 or newer with its venv module, and found none" \
        "(python3 here: $$(python3 --version 2>&1 | tail -n 1))." \
        "Install one, or name one: make PYTHON=/path/to/python3.11" >&2; \
    exit 1; \
fi
endef

# The stamp holds the folder it was made in: an environment points at its own place, so one that
# was moved or copied along with the project would run the other copy's code. It is made anew.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

# Everything comes from the lock, checked against its hashes, the build backend included; napkin
# itself is linked in place. Bytecode is made once here, on all cores, so that the first start is
# as quick as the second; a file of someone else's that does not compile is no reason to stop.
$(STAMP): requirements.lock pyproject.toml
	@$(find_python); \
	echo "Setting up .venv with $$("$$python" --version), once; this can take a minute." >&2; \
	if [ "$$(cat $(STAMP) 2>/dev/null)" != "$(CURDIR)" ]; then \
	    rm -rf .venv && "$$python" -m venv .venv; \
	fi
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile \
	    --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps \
	    --no-build-isolation --editable .
	@$(BIN)/python -W ignore -m compileall -qq -j 0 \
	    .venv/lib formulas sessions workbench fixtures >/dev/null || true
	@printf '%s\n' "$(CURDIR)" > $(STAMP)
