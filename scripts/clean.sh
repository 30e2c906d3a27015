#!/usr/bin/env bash
# make clean: removes what builds and tests made inside the check-out. Installed packages and toolchains stay.
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

say "Removing target, ui/dist, ui/node_modules, tests/screenshots and .cache"
rm -rf target ui/dist ui/node_modules ui/coverage tests/screenshots "$CACHE_DIR"
