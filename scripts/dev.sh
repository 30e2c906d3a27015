#!/usr/bin/env bash
# make dev: the app in a window that follows every change, front end and Rust.
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

step "Set-up: system packages, Rust, Node, front-end packages" scripts/setup.sh build
exec ui/node_modules/.bin/tauri dev "$@"
