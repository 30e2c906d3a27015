# shellcheck shell=bash disable=SC2016 # stand-ins expand their text later
# The shared words: versions, stamps, steps, and the line that closes a run.

fresh
in_lib() { sandboxed bash -c '. "$0/scripts/lib.sh"; '"$1" "$ROOT"; }

in_lib 'version_at_least 20.19.0 20.20.2 && version_at_least 1.90 1.90.0 && ! version_at_least 1.90 1.9.9'
check "versions are compared as numbers" exits 0

in_lib 'a=$(hash_of LICENSE scripts); b=$(hash_of LICENSE scripts); [ "$a" = "$b" ] && [ "$a" != "$(hash_of LICENSE)" ]'
check "hashes follow contents" exits 0
in_lib 'stamp_is x 1 && exit 1; stamp_set x 1; stamp_is x 1 && ! stamp_is x 2'
check "a stamp holds for one hash" exits 0

in_lib 'broken() { false; echo "went on"; }; step "Something" broken'
check "a step stops at its first failure" not says "went on"
check "a failed step fails" exits 1
check "and is named" says "Something: failed"
in_lib 'step "Something" true'
check "a good step tells its time" says " s"

summary() { sandboxed "$(type -P node)" "$ROOT/scripts/test-summary.mjs" "$SANDBOX/output.d"; }
if have node; then
    mkdir -p "$SANDBOX/output.d"
    summary
    check "a run without tests is no success" exits 1
    printf '\e[32m     Summary\e[0m [   3.1s] 9 tests run: 6 passed (1 slow), 2 failed, 1 timed out, 4 skipped\n' >"$SANDBOX/output.d/logic.log"
    printf '     Summary [   3.1s] 2 tests run: 2 passed, 0 skipped\n' >"$SANDBOX/output.d/window.log"
    printf '{"numPassedTests":5,"numFailedTests":0,"numPendingTests":1,"numTodoTests":0}' >"$SANDBOX/output.d/ui.json"
    summary
    check "all runners are summed" grep -qx '13 passed, 3 failed, 5 skipped' "$SANDBOX/output"
fi
