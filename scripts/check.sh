#!/usr/bin/env bash
# Everything that reads the code without running it: check.sh, or check.sh rust|ui|scripts for a part.
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

check_format() {
    cargo fmt --all --check || fail "some Rust is not formatted" "make fmt does it."
}

# Without the feature custom-protocol: with it, Tauri's macro stops the compiler where ui/dist is not built yet.
check_clippy() {
    cargo clippy --workspace --all-targets --quiet -- -D warnings || fail "clippy has something to say, see above"
}

check_licences() {
    # Advisories need a database from GitHub; the workflow there checks them.
    cargo deny --log-level error check licenses bans sources ||
        fail "a dependency breaks deny.toml" "Choose another one, or argue for the exception in deny.toml."
    node scripts/check-npm-licences.mjs
}

check_generated() {
    local before after
    before=$(hash_of ui/src)
    scripts/gen.sh
    after=$(hash_of ui/src)
    [ "$before" = "$after" ] ||
        fail "the generated TypeScript was stale; it is fresh now" "Look at git diff ui/src and commit it with your change."
}

check_ui() {
    (cd ui && npm run --silent check) || fail "the front end has type, style or format mistakes" "make fmt repairs the format."
}

check_scripts() {
    if have shellcheck; then
        shellcheck -x -P SCRIPTDIR scripts/*.sh .ci/run
    else
        not_run "shellcheck on the scripts: it is not installed"
    fi
    scripts/test-scripts.sh
}

part=${1:-all}
case $part in rust | ui | scripts | all) ;; *) fail "check.sh knows rust, ui and scripts, not '$part'" ;; esac
if [ "$part" = scripts ] || [ "$part" = all ]; then step "Shell scripts: shellcheck and their tests" check_scripts; fi
if [ "$part" = rust ] || [ "$part" = all ]; then
    step "Rust format" check_format
    step "Licences, bans and sources of all dependencies" check_licences
    step "Clippy, warnings are errors" check_clippy
    step "Generated TypeScript is fresh" check_generated
fi
if [ "$part" = ui ] || [ "$part" = all ]; then step "Front end: types, lint, format" check_ui; fi
