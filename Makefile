# Inkling's front door. Needs Python 3.11 or newer and nothing else; works with GNU make 3.81 and up.
# All that is installed goes into .venv; a stamp in there for each list of requirements says that it
# is installed, so that the second time takes no time. Only `make check` and `make format` need more:
# Node.js 18 or newer with npm, whose packages go into node_modules.

# make PYTHON=/usr/bin/python3.12 ...       another Python
# make run HOST=0.0.0.0 PORT=9000           another address
# make test ARGS="-k strokes"               some of the tests
# make test ARGS=--cov                      coverage of the unit tests, in twice the time
HOST =
PORT =
ARGS =
PYTHONS = $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11 python)

BIN = .venv/bin
STAMPS = .venv/stamps
NODE_MODULES = node_modules/.package-lock.json
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet install

# The browser tests drive a Chromium that is already on the machine; without one they skip. In CI
# nothing may skip.
CHROMIUM = $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
UNIT = tests/app tests/model $(wildcard tests/test_*.py)
TESTED = $(if $(CHROMIUM)$(filter true,$(CI)),browser,test)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run test test-all test-lowest fuzz soak sbom check format bench clients ray lock clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: $(STAMPS)/run ## install what is needed and serve the page on http://127.0.0.1:8000
	@$(BIN)/inkling serve $(if $(HOST),--host "$(HOST)") $(if $(PORT),--port "$(PORT)") $(ARGS)

test: $(STAMPS)/test ## run the unit tests, about two minutes
	@$(BIN)/python -m pytest -m "not slow" -n auto --dist loadfile $(UNIT) $(ARGS)

test-all: test ## run those and the slow ones: browser, proxy, faults, fuzz; what cannot run says why
	@$(MAKE) --no-print-directory $(STAMPS)/$(TESTED)
	@$(BIN)/python -m pytest -m "slow and not soak" $(ARGS)

test-lowest: ## run the unit tests with the lowest versions that pyproject.toml allows
	@test -x .venv-lowest/bin/uv || (python3 -m venv .venv-lowest && .venv-lowest/bin/pip install -q uv)
	@.venv-lowest/bin/uv pip install -q --python .venv-lowest --resolution lowest-direct \
	    -e '.[test]' 'hatchling>=1.27' editables
	@.venv-lowest/bin/python -m pytest -m "not slow" -n auto --dist loadfile $(UNIT) $(ARGS)

fuzz: $(STAMPS)/$(TESTED) ## try a hundred thousand damaged inputs, and every address at length
	@INKLING_FUZZ_PICTURES=100000 INKLING_FUZZ_CALLS=300 $(BIN)/python -m pytest tests/fuzz $(ARGS)

soak: $(STAMPS)/$(TESTED) ## ask for twice what can be served, then for most of it for ten minutes
	@$(BIN)/python -m pytest -m soak tests/soak $(ARGS)

check: $(STAMPS)/check $(NODE_MODULES) ## check format, lint, types, import rules and vulnerabilities
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@node_modules/.bin/biome check --error-on-warnings
	@node_modules/.bin/tsc --project jsconfig.json
	@$(BIN)/python tools/api_types.py --check
	@$(BIN)/python tools/audit.py

sbom: $(STAMPS)/check ## write a bill of what the application is made of to dist/sbom.json
	@mkdir -p dist
	@$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
	    --output-file dist/sbom.json requirements/image.txt

format: $(STAMPS)/check $(NODE_MODULES) ## format the code and repair what the linter can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@node_modules/.bin/biome check --write

bench: $(STAMPS)/run .venv-bench/stamp ## measure speed and memory, side by side with others
	@.venv-bench/bin/python -m benchmarks --write $(ARGS)

# Every version is decided once, for all lists together, so that they agree in one .venv.
UV = $(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header \
	--no-annotate --no-strip-extras --quiet
COMPILE = echo hatchling | $(UV) pyproject.toml -
LOCK = -c requirements/all.txt -o requirements

lock: $(STAMPS)/lock ## decide anew which versions to use, and write requirements/
	@rm -f requirements/*.txt
	@$(COMPILE) --extra test --extra browser --extra check -o requirements/all.txt
	@$(COMPILE) $(LOCK)/run.txt
	@$(COMPILE) $(LOCK)/image.txt --extra grpc --extra postgresql
	@$(COMPILE) $(LOCK)/test.txt --extra test
	@$(COMPILE) $(LOCK)/browser.txt --extra test --extra browser
	@$(COMPILE) $(LOCK)/check.txt --extra test --extra check
	@$(COMPILE) $(LOCK)/scale.txt --extra scale
	@rm requirements/all.txt
	@printf 'kserve>=0.15\ntritonclient[grpc]>=2.50\nkubernetes-validate>=1.37\n' | $(UV) - -o requirements/kserve.txt

clean: ## remove .venv and all that tools have left
	@rm -rf .venv .venv-bench .venv-kserve .venv-lowest .venv-scale node_modules .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis .coverage htmlcov build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMPS)/python:
	@for python in $(PYTHONS); do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "Making .venv with $$("$$python" --version)"; \
	        "$$python" -m venv .venv && mkdir -p $(STAMPS) && touch $@; \
	        exit; \
	    fi; \
	done; \
	echo 'Inkling needs Python 3.11 or newer; none of these is one: $(PYTHONS).' >&2; \
	echo 'Install it, or say where it is: make PYTHON=/path/to/python' >&2; \
	exit 1

# The build tool is in every list, so that nothing unpinned is downloaded to install Inkling itself.
$(STAMPS)/%: requirements/%.txt pyproject.toml | $(STAMPS)/python
	@echo "Installing $<"
	@$(PIP) --require-hashes -r $<
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# npm writes this file last; what it installs checks the page scripts and is no part of Inkling.
$(NODE_MODULES): package.json package-lock.json .npmrc
	@command -v npm >/dev/null || { \
	    echo 'The checks of the page scripts need Node.js 18 or newer with npm; npm was not found.' >&2; \
	    echo 'Install both, for example: apt install nodejs npm' >&2; \
	    exit 1; \
	}
	@echo "Installing package-lock.json"
	@npm ci --silent --no-progress
	@touch $@

# KServe's client brings half a machine learning platform, with versions that do not fit the rest.
clients: .venv-kserve/stamp ## install KServe's client and Kubernetes' schemas beside .venv, for tests

.venv-kserve/stamp: requirements/kserve.txt | $(STAMPS)/python
	@echo "Installing $< into .venv-kserve"
	@$(BIN)/python -m venv .venv-kserve
	@.venv-kserve/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

# Ray and what it brings take half a gigabyte, and most never sweep.
ray: .venv-scale/stamp ## install Inkling with Ray beside .venv, for the tests of sweeps

.venv-scale/stamp: requirements/scale.txt pyproject.toml | $(STAMPS)/python
	@echo "Installing $< into .venv-scale"
	@$(BIN)/python -m venv .venv-scale
	@.venv-scale/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@.venv-scale/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation -e .
	@touch $@

# Competitors are large, differ by platform and want other versions, so they have no hashes and an
# environment of their own. One that cannot be had here is named in the results.
.venv-bench/stamp: pyproject.toml | $(STAMPS)/python
	@echo "Installing what to compare with into .venv-bench"
	@$(BIN)/python -m venv .venv-bench
	@.venv-bench/bin/python benchmarks/install.py
	@touch $@

$(STAMPS)/lock: | $(STAMPS)/python
	@$(PIP) uv
	@touch $@
