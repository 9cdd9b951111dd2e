# Concord: `make help` lists what there is.
PYTHON ?= python3
VENV := .venv
CONCORD := $(VENV)/bin/concord
UV := $(VENV)/bin/uv
WORKERS ?= 2

# Where a shell sets these, every import would be compiled anew, or come from somewhere else.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help venv venv-dev demo test test-all up down doctor lint types bench-night bench-overlap bench-warehouse model lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: ## make .venv from requirements/base.lock
	@$(PYTHON) ops/bootstrap.py

venv-dev:
	@$(PYTHON) ops/bootstrap.py dev

demo: venv ## three nights of seven made-up providers, from an empty start
	@$(CONCORD) demo

up: venv ## start the whole of Airflow on 127.0.0.1, with the schedule on
	@$(CONCORD) up

down: ## stop what was started, and nothing else
	@if [ -x $(CONCORD) ]; then $(CONCORD) down; else echo "Nothing to stop: there is no $(CONCORD)."; fi

doctor: venv ## say what is missing or broken, and the mend
	@$(CONCORD) doctor

test: venv-dev ## all tests but the long ones
	@$(VENV)/bin/python -m pytest -n $(WORKERS) --dist loadfile -m "not long"

test-all: venv-dev ## all tests
	@$(VENV)/bin/python -m pytest -n $(WORKERS) --dist loadfile

lint: venv-dev ## ruff
	@$(VENV)/bin/ruff check .

types: venv-dev ## mypy --strict on everything but dags
	@$(VENV)/bin/mypy

bench-night: ## measure the night against its floor and a peer
	@$(PYTHON) ops/bootstrap.py dev bench
	@$(VENV)/bin/python -m bench.night

bench-overlap: ## measure the matcher and the opportunities against peers
	@$(PYTHON) ops/bootstrap.py dev bench
	@$(VENV)/bin/python -m bench.overlap --style slots --style prose --reports 10000
	@$(VENV)/bin/python -m bench.opportunities --records 100000 --records 1000000

bench-warehouse: ## ask the analysts' questions of a million records and three years of nights
	@$(PYTHON) ops/bootstrap.py dev bench
	@$(VENV)/bin/python -m bench.warehouse

model: venv-dev ## train the shipped matcher anew, with its figures on styles that it has not seen
	@$(VENV)/bin/python -m bench.train_matcher

lock: venv ## compile requirements/*.in into requirements/*.lock
	@$(VENV)/bin/python ops/compile_locks.py

clean: ## remove .venv and caches; homes, with what was delivered, stay
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
