#!/usr/bin/env bash
# Builds the front end into ui/dist, which the desktop app embeds; does nothing when it is built already.
. "$(dirname "$0")/lib.sh"

SOURCES=$(hash_of ui)
if [ -f "$ROOT/ui/dist/index.html" ] && stamp_is ui-dist "$SOURCES"; then exit 0; fi

(cd "$ROOT/ui" && npm run --silent build) ||
    fail "the front end does not build" "The message above names the file; make dev shows it while you edit."
stamp_set ui-dist "$SOURCES"
