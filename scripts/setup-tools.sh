#!/usr/bin/env bash
# Installs the cargo tools that the tests need, from source and as their own lock files say.
. "$(dirname "$0")/lib.sh"

for tool in cargo-nextest cargo-deny; do
    if have "$tool"; then continue; fi
    say "$tool is missing: compiling it, once, which takes some minutes"
    cargo install --locked --quiet "$tool" ||
        fail "$tool could not be installed" "Try cargo install --locked $tool by hand and see what it says."
done
