#!/usr/bin/env bash
# make screenshots: every screen in every face, light and dark, as PNG files in tests/screenshots.
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

set_up() {
    scripts/setup.sh test
    scripts/setup-system.sh window
}

build() {
    cargo build --quiet -p mooring-desktop --features custom-protocol
    cargo build --quiet -p mooring-tests --bin screenshots
}

step "Set-up" set_up
step "Front-end build" scripts/build-ui.sh
step "Desktop app and the picture taker, debug builds" build
mkdir -p tests/screenshots
step "Taking the pictures" scripts/with-display.sh target/debug/screenshots tests/screenshots
note "in tests/screenshots; the best of them live in docs/pictures"
