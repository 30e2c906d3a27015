# The menu. Each line of work lives in scripts/, one subject per file; this file only names them.
# YES=1 answers every question of the set-up with yes.

.DEFAULT_GOAL := help
.PHONY: help run test check dev gen bench screenshots fmt bundle test-engines icons clean

help: ## This menu
	@echo "Mooring. Say what to do:"
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  make %-13s %s\n", $$1, $$2 }'

run: ## Install what is missing, build the release, open the window (without a display: the same job headless)
	@scripts/run.sh

test: ## Install what tests need, run everything: checks, front end, Rust, real engines, the real window
	@scripts/test.sh

check: ## Read the code without running it: format, clippy, licences, generated types, front end, scripts
	@scripts/check.sh

dev: ## The app in a window that follows every change
	@scripts/dev.sh

gen: ## Write the TypeScript types that come from Rust
	@scripts/gen.sh

bench: ## Measure the promises beside their peers (BENCH="start idle lists logs storm check" for parts)
	@scripts/bench.sh $(BENCH)

screenshots: ## Take a picture of every screen, light and dark
	@scripts/screenshots.sh

fmt: ## Format Rust and the front end
	@scripts/fmt.sh

bundle: ## Make installable packages of the release
	@scripts/bundle.sh

test-engines: ## Run the engine tests on newer Docker and Podman releases (builds their root file systems once)
	@scripts/test-engines.sh

icons: ## Draw every icon size from the SVG sources
	@scripts/make-icons.sh

clean: ## Remove everything that was built here (what was installed stays)
	@scripts/clean.sh
