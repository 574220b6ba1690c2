# Everything here works on a fresh Debian machine that has Swift: what is missing is installed first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test contract clients bench build release fuzz format lint clean

CONFIGURATION ?= debug
# Most tests wait for servers of their own: more at once than cores, but not all, or they starve each other.
TESTS_AT_ONCE ?= 24

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Install what is missing, build, and watch the nightly job open merge requests on a loopback platform
	@"$$(swift build -c $(CONFIGURATION) --show-bin-path)/windlass" sandbox

build: ## Install what is missing, and build the bot
	@scripts/bootstrap build
	swift build -c $(CONFIGURATION) --product windlass

release: ## Build the bot for use: optimised, with Swift's runtime inside
	@scripts/bootstrap build
	swift build -c release --static-swift-stdlib --product windlass

test: ## Install what is missing, build, fuzz every parser for a second, and run every test
	@scripts/bootstrap test
	scripts/fuzz 1
	swift test --experimental-maximum-parallelization-width $(TESTS_AT_ONCE)

contract: ## Check ourselves against what vendors publish: descriptions in $$WINDLASS_DESCRIPTIONS, payloads in $$WINDLASS_PAYLOADS
	@scripts/bootstrap test
	@[ -n "$${WINDLASS_DESCRIPTIONS:-}$${WINDLASS_PAYLOADS:-}" ] || \
	{ echo "contract: name a folder in WINDLASS_DESCRIPTIONS, WINDLASS_PAYLOADS or both" >&2; exit 1; }
	@if [ -n "$${WINDLASS_DESCRIPTIONS:-}" ]; then \
	records=$$(mktemp -d); trap 'rm -rf "$$records"' EXIT; \
	WINDLASS_RECORD_REQUESTS="$$records" swift test --experimental-maximum-parallelization-width $(TESTS_AT_ONCE) --filter 'ForgesTests|LifeCycleTests|TroubleTests|ForgeFaultTests|PeopleTests|OtherBotTests|RestNoteTests|DashboardTests' >&2; \
	scripts/contract "$$WINDLASS_DESCRIPTIONS" "$$records"; fi
	@if [ -n "$${WINDLASS_PAYLOADS:-}" ]; then \
	[ -d "$$WINDLASS_PAYLOADS" ] || { echo "contract: there is no folder $$WINDLASS_PAYLOADS" >&2; exit 1; }; \
	WINDLASS_PAYLOADS="$$(cd "$$WINDLASS_PAYLOADS" && pwd)" swift test --filter PayloadTests; fi

clients: ## Drive the kits of the three forges with public clients of the services (from PyPI)
	@scripts/bootstrap clients
	scripts/clients

fuzz: ## Feed every parser with bytes that libFuzzer makes (SECONDS=20 for each)
	@scripts/bootstrap test
	scripts/fuzz $(or $(SECONDS),20)

bench: ## Measure: one JSON line {name, value, unit} a row (ROWS="scan serve" for some groups)
	@scripts/bootstrap bench
	@swift build -c release --static-swift-stdlib --product windlass >&2
	@swift build -c release --static-swift-stdlib --product windlass-bench >&2
	@"$$(swift build -c release --static-swift-stdlib --show-bin-path)/windlass-bench" $(ROWS)

format: ## Format the Swift sources in place
	swift format --in-place --recursive --parallel Package.swift Sources Tests

lint: ## Check the format, and build everything with warnings as errors
	@scripts/bootstrap build
	swift format lint --strict --recursive --parallel Package.swift Sources Tests
	@scripts/build-without-warnings

clean: ## Remove what was built
	rm -rf .build
