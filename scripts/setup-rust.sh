#!/usr/bin/env bash
# Makes sure that a Rust new enough for this workspace is there, with rustfmt and clippy.
. "$(dirname "$0")/lib.sh"

WANTED=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml")

installed_version() { rustc --version 2>/dev/null | cut -d' ' -f2; }
is_good() { have cargo && have rustc && version_at_least "$WANTED" "$(installed_version)"; }

# The official installer; its toolchain lives in the home directory and shadows no system file.
install_rustup() {
    local script
    script=$(mktemp)
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs -o "$script" ||
        fail "rustup could not be downloaded" "Install Rust $WANTED or newer from https://rustup.rs, then start again."
    sh "$script" -y --profile minimal --component rustfmt,clippy
    rm -f "$script"
}

update_rust() {
    if have rustup; then
        { rustup update stable && rustup default stable; } ||
            fail "rustup could not update Rust" "Run rustup update stable by hand and see what it says."
    else
        install_rustup
    fi
}

if ! is_good; then
    found=$(installed_version || true)
    say "Rust $WANTED or newer is needed; ${found:-none} is here"
    ask "Install it the official way (rustup, in your home directory)?" ||
        fail "Rust $WANTED or newer is missing" "Install it from https://rustup.rs, or start again with YES=1."
    update_rust
    # rustup's folder goes before a distribution's older Rust, for us and for what we start next.
    PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
    is_good || fail "Rust is still older than $WANTED: $(command -v rustc || echo none)" \
        "Put ${CARGO_HOME:-$HOME/.cargo}/bin first in PATH, then start again."
fi

for component in fmt clippy; do
    have "cargo-$component" || rustup component add "${component/fmt/rustfmt}" ||
        fail "cargo $component is missing" "Install your distribution's package for it, or use rustup."
done
