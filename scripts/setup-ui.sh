#!/usr/bin/env bash
# Installs the front end's packages exactly as its lock file names them.
. "$(dirname "$0")/lib.sh"

LOCK=$(hash_of ui/package.json ui/package-lock.json)
if [ -d "$ROOT/ui/node_modules" ] && stamp_is ui-packages "$LOCK"; then exit 0; fi

say "Front-end packages"
(cd "$ROOT/ui" && npm ci --no-audit --no-fund --loglevel=error) ||
    fail "npm could not install the front end's packages" \
        "If package.json was edited by hand, run npm install in ui/ and commit package-lock.json."
stamp_set ui-packages "$LOCK"
