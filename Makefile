# `make` alone lists the commands.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Airflow pins many packages, other versions than eventmart's
AIRFLOW_VENV := .venv-airflow
AIRFLOW_INSTALLED := $(AIRFLOW_VENV)/.installed
# a mart on ClickHouse needs packages that are larger than all others
CLICKHOUSE_INSTALLED := $(VENV)/.installed-clickhouse
MART_ENGINE := $(or $(EVENTMART_MART_ENGINE),$(shell sed -n 's/^EVENTMART_MART_ENGINE=//p' .env 2>/dev/null))
# installs in a third of pip's time; if it cannot be installed, or reaches no package index, pip takes over
UV := uv==0.13.9
COMPILE := $(CURDIR)/$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--quiet --no-header --no-emit-index-url --annotation-style line
# keeps the output of parallel jobs apart; make 3.81, as on macOS, cannot
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync)

.DEFAULT_GOAL := help
.PHONY: help demo test test-airflow test-cluster test-containers airflow install lint lint-python lint-lake lint-mart unit chaos bench up down status logs clean lock

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

demo: install ## start everything, send events, show the mart
	@$(BIN)/eventmart demo $(if $(EVENTS),"$(EVENTS)")

test: lint $(CLICKHOUSE_INSTALLED) ## lint, then run all tests, on the real servers
	@$(BIN)/pytest --numprocesses=2 --dist=loadscope

test-airflow: install $(AIRFLOW_INSTALLED) ## test the DAG in a real Airflow
	@$(BIN)/pytest -m airflow tests/airflow

test-cluster: install ## kill Spark workers and DataNodes during update runs
	@$(BIN)/pytest -m cluster tests/cluster

test-containers: install ## build and run the containers, and test them (COMPOSE="docker compose")
	@COMPOSE="$(or $(COMPOSE),docker compose)" $(BIN)/pytest -m containers tests/containers

chaos: install ## kill and freeze every part under load (SECONDS=600, SEED=)
	@CHAOS_SECONDS=$(or $(SECONDS),600) CHAOS_SEED=$(SEED) $(BIN)/pytest -m chaos --capture=no tests/stack/test_chaos.py

unit: install $(CLICKHOUSE_INSTALLED) ## run the tests that start no JVM
	@$(BIN)/pytest tests/unit tests/process tests/mart

bench: install ## measure the ingest path (half an hour; needs wrk)
	@$(BIN)/python -m benchmarks.ingest

lint: install ## ruff, mypy, and sqlfluff on both dbt projects and the queries
	@$(MAKE) --no-print-directory --jobs=2 $(SYNC) lint-python lint-lake lint-mart

lint-python: install
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

lint-lake: install
	@cd dbt_project && ../$(BIN)/sqlfluff lint models tests

lint-mart: install
	@cd mart_project && ../$(BIN)/sqlfluff lint models tests
	@cd queries && ../$(BIN)/sqlfluff lint .

up: install ## start the stack, with its data
	@$(BIN)/eventmart up

down: install ## stop the stack and keep its data
	@$(BIN)/eventmart down

status: install ## show services, ports and memory
	@$(BIN)/eventmart status

logs: install ## follow the logs (of one service with SERVICE=api)
	@$(BIN)/eventmart logs $(SERVICE)

clean: install ## stop the stack and delete its data
	@$(BIN)/eventmart clean

airflow: install $(AIRFLOW_INSTALLED) ## start Airflow beside the stack, with the daily DAG
	@$(BIN)/eventmart airflow

# for containers, with new passwords; an existing file stays as it is
.env:
	@umask 077 && while IFS= read -r line; do \
		case "$$line" in *_PASSWORD=) line=$$line$$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n');; esac; \
		printf '%s\n' "$$line"; \
	done <.env.example >$@.new && mv $@.new $@

install: $(INSTALLED) $(if $(filter clickhouse,$(MART_ENGINE)),$(CLICKHOUSE_INSTALLED)) ## install into .venv

$(INSTALLED): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is Python " + sys.version.split()[0] + ", but 3.11 or newer is required. Run make with PYTHON=<path>.")'
	@echo "Installing Python packages into $(VENV) (about a minute the first time) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --disable-pip-version-check --quiet $(UV) \
		&& $(BIN)/uv pip install --python $(BIN)/python -r requirements-dev.txt \
		|| $(BIN)/pip install --disable-pip-version-check --progress-bar on -r requirements-dev.txt
	@$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --editable .
	@touch $@

$(CLICKHOUSE_INSTALLED): requirements-clickhouse.txt | $(INSTALLED)
	@echo "Installing what a mart on ClickHouse needs into $(VENV) (215 MB) ..."
	@$(BIN)/uv pip install --python $(BIN)/python -r requirements-clickhouse.txt \
		|| $(BIN)/pip install --disable-pip-version-check --progress-bar on -r requirements-clickhouse.txt
	@touch $@

$(AIRFLOW_INSTALLED): dags/requirements.txt | $(INSTALLED)
	@echo "Installing Airflow into $(AIRFLOW_VENV) (about a minute the first time) ..."
	@$(PYTHON) -m venv $(AIRFLOW_VENV)
	@$(BIN)/uv pip install --python $(AIRFLOW_VENV)/bin/python -r dags/requirements.txt \
		|| $(AIRFLOW_VENV)/bin/pip install --disable-pip-version-check --progress-bar on -r dags/requirements.txt
	@touch $@

lock: install ## resolve each requirements*.in into a .txt of versions and hashes
	@$(BIN)/pip install --quiet $(UV)
	@for name in requirements requirements-dev dags/requirements; do \
		(cd $$(dirname $$name) && $(COMPILE) $$(basename $$name).in -o $$(basename $$name).txt) || exit 1; done
	@$(COMPILE) --constraint requirements.txt requirements-clickhouse.in -o requirements-clickhouse.txt
