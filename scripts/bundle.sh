#!/usr/bin/env bash
# make bundle: packages of the release, in target/release/bundle. BUNDLES=deb,rpm chooses the kinds.
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

# AppImage is left to the release workflow: its tools are downloaded, and it wants the oldest system we support.
default_bundles() {
    case $(uname -s) in
    Darwin) echo dmg ;;
    Linux) echo deb,rpm ;;
    *) echo msi,nsis ;;
    esac
}

set_up() {
    scripts/setup.sh build
    scripts/setup-system.sh bundle
}

step "Set-up: system packages, Rust, Node, front-end packages" set_up
step "Bundles: ${BUNDLES:=$(default_bundles)}" ui/node_modules/.bin/tauri build --bundles "$BUNDLES" --ci
find target/release/bundle -maxdepth 2 -type f -exec ls -lh {} +
