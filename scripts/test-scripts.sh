#!/usr/bin/env bash
# Tests of these scripts: package managers, toolchains and engines are stand-ins that write down what they were told.
# Nothing is installed and nothing is asked of the network. Each file in scripts/tests is one subject.
. "$(dirname "$0")/lib.sh"

SANDBOX=$(mktemp -d)
trap 'rm -rf "$SANDBOX"' EXIT
GOOD=0
BAD=0

# fresh: an empty machine: a bin folder with only basic tools, no cache, no stamps.
fresh() {
    rm -rf "${SANDBOX:?}"/*
    mkdir -p "$SANDBOX/bin" "$SANDBOX/home"
    local tool
    for tool in bash sh env dirname basename cat sed grep id find sort xargs head tail cut tr mkdir mktemp rm cp ln ls mv tar gzip \
        sha256sum uname seq sleep touch chmod printf; do
        ln -s "$(type -P "$tool")" "$SANDBOX/bin/$tool"
    done
    : >"$SANDBOX/calls"
    : >"$SANDBOX/installed"
}

# stub NAME: a program with the script on stdin; every call is written down.
stub() {
    rm -f "$SANDBOX/bin/$1"
    {
        printf '#!/bin/bash\nprintf "%%s\\n" "%s $*" >>"%s"\n' "$1" "$SANDBOX/calls"
        cat
    } >"$SANDBOX/bin/$1"
    chmod +x "$SANDBOX/bin/$1"
}

# sandboxed COMMAND...: runs it on that machine; output and exit code are kept for the checks.
sandboxed() {
    CODE=0
    env -i PATH="$SANDBOX/bin" HOME="$SANDBOX/home" SANDBOX="$SANDBOX" YES="${YES-1}" \
        MOORING_CACHE_DIR="$SANDBOX/cache" MOORING_STAMP_DIR="$SANDBOX/stamps" MOORING_NOT_RUN="$SANDBOX/not-run" \
        "$@" >"$SANDBOX/output" 2>&1 </dev/null || CODE=$?
}

# check "what is true" COMMAND...: counts; shows the last output when it is not.
check() {
    local claim=$1
    shift
    if "$@" >/dev/null 2>&1; then
        GOOD=$((GOOD + 1))
    else
        BAD=$((BAD + 1))
        printf 'not true: %s\n' "$claim" >&2
        sed 's/^/    | /' "$SANDBOX/output" "$SANDBOX/calls" >&2
    fi
}

exits() { [ "$CODE" = "$1" ]; }
says() { grep -qF -- "$1" "$SANDBOX/output"; }
called() { grep -qE -- "$1" "$SANDBOX/calls"; }
not() { ! "$@"; }

for subject in "$ROOT"/scripts/tests/*.sh; do
    # shellcheck source=/dev/null
    . "$subject"
done

[ "$BAD" = 0 ] || fail "$BAD of $((GOOD + BAD)) claims about the scripts are not true, see above"
note "$GOOD claims hold"
