# make data   build the package from articles/            make test   lint and test everything
# Everything is set up on first use, in .venv, from the hash-locked requirements. Needs Python 3.11 or later:
# choose one with `make data PYTHON=python3.12`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# pip compiles one file after the other, also the packages' own tests. What cannot be compiled, such as a template, is left.
INSTALL := $(PIP) install --quiet --no-compile --require-hashes --only-binary :all:
BYTECODE := $(BIN)/python -m compileall -qq -j 0 -x '/tests/' $(VENV)/lib || true
# Published without a wheel; built with the setuptools of the lock, so that nothing unlocked is fetched for it.
SDISTS := docopt,jsonpath-rw,libhxl,python-io-wrapper
COMPILE := $(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-emit-index-url --no-emit-options --annotation-style line

# Empty is unset: where no bytecode is kept, each of the many processes that tests start compiles the program anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help data docs docs-serve test test-ckan lock-ckan report-picture report-assets validate bench fuzz lock digests audit clean

help:
	@sed -n '1,3s/^# //p' Makefile
	@echo "make validate   check the built package          make bench   measure time and memory of a build"
	@echo "make docs       build the documentation into site/; open site/index.html, or search it with: make docs-serve"
	@echo "make test-ckan  publish to a real CKAN, which it installs with PostgreSQL and Redis (about 5 minutes)"
	@echo "make fuzz       look for inputs that break it, SECONDS=120 for each of five kinds"
	@echo "make report-picture   renew docs/report.png (needs Chromium)"
	@echo "make report-assets    renew the report page's libraries and base map (needs npm)"
	@echo "make lock       renew the locked requirements    make digests renew the digests of model and gazetteers"
	@echo "make audit      known vulnerabilities? (network) make clean   remove $(VENV)"

data: $(VENV)/.ready
	$(BIN)/eventpack build
	@$(BIN)/python docs/render_readme.py
	@$(BIN)/python -m eventpack.tabular.codebook docs/codebook.md

validate: $(VENV)/.ready
	$(BIN)/eventpack validate

test: $(VENV)/.ready-for-tests tests/report/node_modules/.ready
	$(BIN)/ruff check build tests benchmarks docs
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/ruff format --check --quiet build tests benchmarks docs
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# The documentation as a site. Search needs a web server, which docs-serve is: http://127.0.0.1:8000
docs: $(VENV)/.ready-for-tests
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

docs-serve: $(VENV)/.ready-for-tests
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs serve

# Against a real CKAN of its own, installed into $(VENV)-ckan; no part of make test.
test-ckan: $(VENV)/.ready-for-tests $(VENV)-ckan/.ready
	$(BIN)/python -m pytest tests/ckan

$(VENV)-ckan/.ready: tests/ckan/requirements.lock tests/ckan/install.sh
	tests/ckan/install.sh $(PYTHON) $(VENV)-ckan
	@touch $@

SECONDS ?= 120
fuzz: $(VENV)/.ready-for-tests
	for target in text page jsonl csv parquet; do $(BIN)/python tests/fuzz/harness.py $$target $(SECONDS) || exit 1; done

# axe-core, the judge of the report page's accessibility, as tests/report/package-lock.json locks it by hash. Without npm
# its test is left out and says so; with CI=true it fails.
tests/report/node_modules/.ready: tests/report/package-lock.json
	@if command -v npm >/dev/null; then \
		cd tests/report && npm ci --ignore-scripts --no-audit --no-fund --silent && touch node_modules/.ready; \
	else echo "npm is missing: accessibility is not tested"; fi

# The report page's libraries and base map, bundled from npm packages locked by hash; the result is committed.
report-assets:
	cd build/report_page_assets && npm ci --ignore-scripts --no-audit --no-fund --silent && node bundle.mjs

# The README's picture of the report; needs Chromium, so it is no part of make data.
report-picture: $(VENV)/.ready-for-tests
	$(BIN)/python docs/report_picture.py

bench: $(VENV)/.ready
	$(BIN)/python benchmarks/build_time.py

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "eventpack needs Python 3.11 or later; choose one with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
		{ echo "this Python cannot make virtual environments; on Debian or Ubuntu: apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)
	$(INSTALL) -r requirements.lock
	$(BYTECODE)
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	$(PIP) check
	$(BIN)/python -c 'from eventpack.places.gazetteer import index_file; print("gazetteer:", index_file())'
	@touch $@

$(VENV)/.ready-for-tests: $(VENV)/.ready requirements-test.lock
	$(INSTALL) --no-binary $(SDISTS) --no-build-isolation -r requirements.lock -r requirements-test.lock
	$(BYTECODE)
	@touch $@

lock: $(VENV)/.ready
	$(PIP) install --quiet pip-tools
	$(COMPILE) --all-build-deps --upgrade -o requirements.lock pyproject.toml
	$(BIN)/python -c 'import tomllib; \
		extras = tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]; \
		print("-c requirements.lock", *extras["test"], sep="\n")' > requirements-test.in
	$(COMPILE) --upgrade -o requirements-test.lock requirements-test.in
	@rm requirements-test.in

# psycopg2 is left out for psycopg2-binary; pip-compile ends the file with a warning about that, which is cut off.
lock-ckan: $(VENV)/.ready
	$(PIP) install --quiet pip-tools
	$(BIN)/python -m piptools compile --quiet --generate-hashes --strip-extras --no-header --no-emit-index-url \
		--no-emit-options --annotation-style line --unsafe-package psycopg2 --upgrade \
		-o tests/ckan/requirements.lock tests/ckan/requirements.in
	sed -i -e '/^# WARNING/,$$d' -e '/^$$/d' tests/ckan/requirements.lock

# What the model's and the gazetteers' files are known by; after a change of their versions in the lock.
digests: $(VENV)/.ready
	$(BIN)/python -m eventpack.core.known_files

# Asks the advisory database on the network whether a locked version is known to be vulnerable.
audit:
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip --disable-pip-version-check install --quiet pip-audit
	$(VENV)-audit/bin/pip-audit --disable-pip --require-hashes -r requirements.lock -r requirements-test.lock

clean:
	rm -rf $(VENV) $(VENV)-audit $(VENV)-ckan site
