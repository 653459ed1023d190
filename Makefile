.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(firstword $(wildcard /usr/bin/python3) python3)
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
BIN := .venv/bin
# A file's tests stay together: they share what they started. The longest come first, as they are named.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
# On SQLite one whole story: the others run on PostgreSQL, where each process is apart.
EMBEDDED := tests/journey/test_council.py $(filter-out tests/journey/,$(sort $(dir $(wildcard tests/*/test_*.py))))
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends
NATIVE := $(wildcard native/src/*.rs native/Cargo.* native/pyproject.toml native/.cargo/config.toml) requirements/native.txt
# Without files of byte code that another interpreter left, and without a user's own packages.
export PYTHONNOUSERSITE := 1

# command:package, installed where the command is missing
RUN_NEEDS := msgfmt:gettext
TEST_NEEDS := belenios-tool:belenios-tool chromium:chromium curl:curl node:nodejs npm:npm \
  /usr/lib/postgresql:postgresql systemd-analyze:systemd /usr/sbin/nft:nftables ip:iproute2 \
  /usr/sbin/haproxy:haproxy openssl:openssl testssl:testssl.sh tshark:tshark \
  /usr/share/fonts/truetype/dejavu:fonts-dejavu-core \
  etcd:etcd-server /usr/share/doc/libatomic1:libatomic1 rsyslogd:rsyslog /usr/share/doc/rsyslog-gnutls:rsyslog-gnutls \
  pgbackrest:pgbackrest age:age
CLUSTER_NEEDS := etcd:etcd-server gcc:gcc /usr/include/stdlib.h:libc6-dev
HOST_NEEDS := debootstrap:debootstrap systemd-nspawn:systemd-container openssl:openssl
install = missing=; for need in $(1); do name=$${need%%:*}; \
  command -v $$name >/dev/null || test -e $$name || missing="$$missing $${need\#\#*:}"; done; \
  test -z "$$missing" || { $(APT) update && $(APT) install $$missing; }

.PHONY: help setup setup-test native wheel fuzz run test lint test-roles test-newer-peer test-separated test-deploy deploy-tools drill-takeover drill-failover drill-restore bench capacity screenshots deploy-files lock messages clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/run native ## a .venv with the commands `stembus` and `stembus-verify`

run: setup ## run Stembus at http://localhost:8000 on SQLite; with DEMO=1 an election to vote in
	@$(BIN)/stembus serve $(if $(filter-out 0,$(DEMO)),--demo)

test: setup-test lint ## all tests, on SQLite and on PostgreSQL, with and without the native core, with Chromium and the peers' verifiers
	cd browser && npm test --silent
	$(PYTEST) $(EMBEDDED)
	STEMBUS_NATIVE=0 $(PYTEST) tests/protocol tests/verify
	$(BIN)/python -m tests.postgres $(PYTEST) tests/journey tests/apps tests/command tests/domain

lint: .venv/dev ## style, types and the rules of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	@test ! -e .venv/native || ! { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1 || \
	  { cd native && cargo fmt --check && \
	    PYO3_PYTHON=$(CURDIR)/$(BIN)/python cargo clippy --quiet --locked -- -D warnings; }

test-roles: setup-test ## the tests of pages and rounds again, each statement under its process's database role
	$(BIN)/python -m tests.postgres $(PYTEST) -p tests.separating tests/apps tests/command tests/domain

test-newer-peer: setup-test .venv/newer-tool/belenios-tool ## elections in both groups before the belenios-tool of Debian's testing
	$(BIN)/python -m pytest -m newer_peer tests/conformance

test-separated: setup-test ## an election in the browser on a whole host: each process a user, unit, role, firewall
	@$(call install,$(HOST_NEEDS))
	$(SUDO) $(BIN)/python -m pytest -m laboratory tests/laboratory

test-deploy: setup-test ## build the service by playbooks from bare hosts at three sites, break it, find what is broken
	@$(call install,$(HOST_NEEDS) ssh:openssh-client)
	$(SUDO) $(BIN)/python -m pytest -m laboratory tests/playbooks

drill-takeover: setup-test ## take over each process in turn, and see what it can't do; keeps the table
	@$(call install,$(HOST_NEEDS))
	$(SUDO) $(BIN)/python -m drills.takeover

drill-failover: setup-test ## three sites, and fault after fault while ballots are cast; keeps the table
	@$(call install,$(CLUSTER_NEEDS))
	$(SUDO) $(BIN)/python -m drills.failover $(if $(ONLY),--only "$(ONLY)",--keep)

drill-restore: setup-test ## lose all hosts three times, and have 100,000 ballots back and verified; keeps the table
	nice $(BIN)/python -m drills.restore

bench: ## measure, beside peers in the same run; prints JSON, and nothing else
	@$(MAKE) --silent setup-test >&2
	@$(MAKE) --silent .venv/newer-tool/belenios-tool >&2 || echo "Stembus: measured without the newer belenios-tool" >&2
	@$(BIN)/python -m bench

capacity: setup-test ## casts a second at three sites, beside one database alone; prints JSON
	@$(call install,$(CLUSTER_NEEDS))
	@$(SUDO) $(BIN)/python -m bench.capacity

screenshots: setup-test ## take pictures of all pages into var/screenshots
	STEMBUS_SCREENSHOTS=$(CURDIR)/var/screenshots $(BIN)/python -m pytest -q tests/journey

wheel: .venv/native ## the native core's wheel, in dist/, to install on machines without a Rust toolchain
	@$(PIP) wheel --wheel-dir dist $(BUILD)

fuzz: .venv/fuzz ## look for ballots and elements on which the two cores disagree; MINUTES=5 of each
	@$(BIN)/python -m tests.fuzz $(or $(MINUTES),5)

deploy-tools: .venv/run native ## Ansible and the native core, for the machine that manages the hosts
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/deploy.txt

deploy-files: .venv/dev ## write a host's units, users and firewall into TO (var/host), with HOST=variables.yml
	$(BIN)/python -m deploy.rendering $(or $(TO),var/host) $(if $(HOST),--host $(HOST))

messages: ## gather the texts to translate into src/stembus/locale
	cd src/stembus && ../../$(BIN)/django-admin makemessages -l nl --no-wrap --no-location

lock: ## pin the dependencies again, with hashes and without naming a registry
	for set in "run" "deploy --extra deploy --constraint requirements/run.txt" \
	    "dev --all-extras --constraint requirements/run.txt"; do \
	  set -- $$set; name=$$1; shift; \
	  $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --allow-unsafe --strip-extras --all-build-deps --no-header --upgrade \
	    $$@ --output-file requirements/$$name.txt pyproject.toml; \
	done
	for set in patroni native fuzz; do \
	  $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --allow-unsafe --strip-extras --no-header --upgrade \
	    --output-file requirements/$$set.txt requirements/$$set.in; \
	done

clean: ## remove what setup and run made, the election data in var included
	rm -rf .venv var dist native/target browser/node_modules tests/conformance/node_modules tests/openid/node_modules src/*.egg-info

setup-test: .venv/test native

# The native core. Without a Rust toolchain, or where it does not build, libsodium computes.

BUILD := --quiet --disable-pip-version-check --no-build-isolation --no-deps ./native
# pip finds the builder on the path
PIP := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pip

native: .venv/run
	@! cargo --version >/dev/null 2>&1 || $(MAKE) --silent .venv/native || true
	@$(BIN)/python -c "from stembus.protocol.group import missing_core as m; m() and print('Stembus:', m())"

# Files that say: this has been done, with these versions.

.venv/run: requirements/run.txt pyproject.toml src/stembus/locale/nl/LC_MESSAGES/django.po
	@echo "Stembus: installing what it needs …"
	@$(PYTHON) -c "import ensurepip" 2>/dev/null || { $(APT) update && $(APT) install python3-venv; }
	@$(call install,$(RUN_NEEDS))
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@msgfmt --check -o src/stembus/locale/nl/LC_MESSAGES/django.mo src/stembus/locale/nl/LC_MESSAGES/django.po
	@touch $@

.venv/native: .venv/run $(NATIVE)
	@echo "Stembus: building its native core …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/native.txt
	@$(PIP) install --force-reinstall $(BUILD)
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.venv/fuzz: .venv/dev requirements/fuzz.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	@touch $@

.venv/newer-tool/belenios-tool: .venv/run tests/conformance/newer_tool.py
	$(BIN)/python -m tests.conformance.newer_tool

.venv/test: .venv/dev browser/package-lock.json tests/conformance/package-lock.json tests/openid/package-lock.json
	@$(call install,$(TEST_NEEDS))
	npm --prefix browser ci --no-audit --no-fund
	npm --prefix tests/conformance ci --no-audit --no-fund
	npm --prefix tests/openid ci --no-audit --no-fund
	@touch $@
