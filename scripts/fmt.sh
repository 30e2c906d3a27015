#!/usr/bin/env bash
# make fmt: formats Rust and the front end.
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

step "Rust" cargo fmt --all
step "Front end" npm --prefix ui run --silent format
