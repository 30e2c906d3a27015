#!/usr/bin/env bash
# make bench: the numbers of BENCHMARKS.md, release build beside peer or floor in the same run.
# Arguments choose parts: bench.sh start idle lists logs storm check inside.
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

set_up() {
    scripts/setup.sh test
    scripts/setup-system.sh window
}

build() {
    cargo build --release -p mooring-desktop -p mooring-empty-window --features custom-protocol
    cargo build --release -p mooring-cli
}

step "Set-up" set_up
step "Front-end build" scripts/build-ui.sh
step "Release builds" build
step "Measuring; keep the machine quiet" scripts/with-display.sh cargo bench -p mooring-tests --bench promises -- "$@"
