#!/usr/bin/env bash
# make gen: writes the TypeScript twins of app::wire. Tests named export_bindings do the writing (ts-rs).
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

cargo test --quiet -p mooring-app --lib export_bindings >/dev/null ||
    fail "the TypeScript types could not be generated" "cargo test -p mooring-app export_bindings says why."
