#!/usr/bin/env bash
# make test: installs what tests need and runs everything. `test.sh logic window` runs just those parts, set-up left out.
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

OUTPUT=$ROOT/target/test-output
PROFILE=default
if [ -n "${CI:-}" ]; then PROFILE=ci; fi

# Root and CI can have every engine, so testkit fails without one. Others get the list of what was left out.
prepare_output() {
    rm -rf "$OUTPUT"
    mkdir -p "$OUTPUT"
    if must_be_complete; then
        unset MOORING_NOT_RUN
    else
        export MOORING_NOT_RUN=$OUTPUT/not-run.txt
    fi
}

nextest() {
    local log=$OUTPUT/$1.log
    shift
    # Not a terminal behind the pipe, so the colours are asked for; the summary at the end is read without them.
    cargo nextest run --profile "$PROFILE" --no-fail-fast "$@" 2>&1 | tee "$log"
}

test_ui() {
    (cd ui && npm test --silent -- --reporter=default --reporter=json --outputFile="$OUTPUT/ui.json") ||
        fail "front-end tests failed, see above" "npm test in ui/ runs them alone, npx vitest FILE just one."
}

# The default members: everything but the window. Real engines and a real registry are among them, and the crash tests,
# for which `mooring` kills itself at named points.
test_logic() {
    nextest logic --features mooring-cli/failpoints || fail "tests failed, see above" "cargo nextest run NAME runs one of them alone."
}

# custom-protocol: without it the window would look for a development server.
build_desktop() {
    cargo build --quiet -p mooring-desktop --features custom-protocol ||
        fail "the desktop app does not build, see above"
    nextest desktop -p mooring-desktop --features custom-protocol || fail "tests of the desktop shell failed, see above"
}

test_window() {
    if [ "$(uname -s)" != Linux ]; then
        not_run "window tests: only WebKitGTK has the driver they use"
        return
    fi
    MOORING_TEST_OUTPUT=$OUTPUT scripts/with-display.sh cargo nextest run --profile window -p mooring-tests 2>&1 | tee "$OUTPUT/window.log" ||
        fail "window tests failed, see above" "Pictures and logs of the failures are in target/test-output."
}

# Sums what the runners said about themselves, in the one form that any reader understands.
report() {
    local code=$?
    trap - EXIT
    node scripts/test-summary.mjs "$OUTPUT" || code=1
    if [ -s "$OUTPUT/not-run.txt" ]; then
        say "Not run on this machine (run as root, or see CI, for all of it):"
        sort -u "$OUTPUT/not-run.txt" | sed 's/^/    /'
    fi
    note "$SECONDS s in all"
    exit "$code"
}

set_up() {
    scripts/setup.sh test
}

run_part() {
    case $1 in
    setup) step "Set-up: system packages, Rust, Node, test tools" set_up ;;
    check) scripts/check.sh ;;
    ui)
        step "Front-end tests" test_ui
        step "Front-end build" scripts/build-ui.sh
        ;;
    logic) step "Rust tests, real engines and registry included" test_logic ;;
    desktop) step "Desktop app, debug build" build_desktop ;;
    window) step "Window tests: the built app under a private display" test_window ;;
    *) fail "test.sh knows setup, check, ui, logic, desktop and window, not '$1'" ;;
    esac
}

prepare_output
if [ $# = 0 ]; then set -- setup check ui logic desktop window; fi
PARTS=" $* "
if [ "$PARTS" != " setup " ]; then trap report EXIT; fi
for part in "$@"; do run_part "$part"; done
