#!/usr/bin/env bash
# Brings the machine to where a purpose can start: setup.sh build (to build and run) or setup.sh test (to test as well).
. "$(dirname "$0")/lib.sh"
cd "$ROOT/scripts"

if [ "${1:-build}" = test ]; then ./setup-system.sh build test; else ./setup-system.sh build; fi
./setup-rust.sh
./setup-node.sh
./setup-ui.sh
if [ "${1:-build}" = test ]; then ./setup-tools.sh; fi
