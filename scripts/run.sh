#!/usr/bin/env bash
# make run: installs what is missing, builds the release, opens the window. Without a display: the same job headless.
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

# macOS always has a window server; elsewhere a display has an address.
has_display() { [ "$(uname -s)" = Darwin ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

set_up() {
    scripts/setup.sh build
    scripts/setup-engine.sh
}

build_window() {
    cargo build --release -p mooring-desktop --features custom-protocol
}

build_cli() {
    cargo build --release -p mooring-cli
}

if has_display; then
    step "Set-up: system packages, Rust, Node, front-end packages, a container engine" set_up
    step "Front-end build" scripts/build-ui.sh
    step "Release build (the first one takes five to ten minutes)" build_window
    say "Opening the window"
    exec target/release/mooring-desktop "$@"
fi

say "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open"
note "Doing the same main job headless: get an image, run it, look at it, stop it, remove it"
step "Set-up: compiler, Rust, a container engine" scripts/setup-headless.sh
step "Release build of the mooring command" build_cli
exec scripts/headless.sh target/release/mooring
