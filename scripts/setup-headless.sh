#!/usr/bin/env bash
# What the headless `make run` needs: no WebKit, no Node, only a compiler, Rust and an engine.
. "$(dirname "$0")/lib.sh"
cd "$ROOT/scripts"

./setup-system.sh cli demo
./setup-rust.sh
./setup-engine.sh
