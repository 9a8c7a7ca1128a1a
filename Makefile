# `make` alone lists the targets. Everything runs in .venv, made from requirements.lock.

.DEFAULT_GOAL := help
.PHONY: help env run chat train test check nlu-compare lint format lock clean

PY := .venv/bin/python
# Without compiled modules, each start would compile Rasa again.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' \
	  | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

env: ## make the environment, if requirements.lock has changed
	@scripts/environment.sh

run: env ## start the assistant on http://127.0.0.1:5005
	@exec $(PY) -m bot run

chat: env ## chat in the terminal
	@exec $(PY) -m bot chat

train: env ## train a model, if something that it is made of has changed
	@$(PY) -m bot train

test: env ## run every test, on as many processes as there are cores (ARGS=...)
	@$(PY) -m bot train
	@$(PY) -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder $(ARGS)

check: env ## check the knowledge
	@$(PY) -m advice check

nlu-compare: env ## compare our pipeline with Rasa's own (DIET: hours; ARGS=...)
	@$(PY) -W ignore -m bench.nlu_compare $(ARGS)

lint: env ## look at style and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: env ## put the code into shape
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

lock: ## write requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --generate-hashes --python-version 3.10 pyproject.toml -o requirements.lock

clean: ## remove what can be made again: environment, models, caches (not var/)
	rm -rf .venv models .rasa .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
