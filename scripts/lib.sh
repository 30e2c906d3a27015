# shellcheck shell=bash
# Words and small tools that every script here shares. Sourced, never run.

set -euo pipefail

# BASH_SOURCE[0] is this file, so the root is found from wherever a script was started.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# What we fetch for this check-out; deleting it is always safe.
CACHE_DIR=${MOORING_CACHE_DIR:-$ROOT/.cache}
STAMP_DIR=${MOORING_STAMP_DIR:-$ROOT/target/stamps}
# A toolchain that setup-rust.sh or setup-node.sh installed earlier is found without a new login.
PATH=$CACHE_DIR/node/bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
export ROOT CACHE_DIR STAMP_DIR PATH

if [ -t 1 ]; then BOLD=$'\e[1m' PLAIN=$'\e[0m'; else BOLD='' PLAIN=''; fi

# Says in one line what happens now.
say() { printf '%s==>%s %s\n' "$BOLD" "$PLAIN" "$*"; }

# Says something that belongs to the line above.
note() { printf '    %s\n' "$*"; }

# Ends the script: first what could not be done, then what helps, one argument a line.
fail() {
    printf '%serror:%s %s\n' "$BOLD" "$PLAIN" "$1" >&2
    shift
    local line
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" = 0 ]; }

# True where somebody is owed a complete run: in CI, and for root, who can install everything.
must_be_complete() { [ -n "${CI:-}" ] || is_root; }

# Asks a yes/no question. YES=1 answers it; without a terminal the answer is no.
ask() {
    if [ "${YES:-}" = 1 ]; then return 0; fi
    if [ ! -t 0 ]; then return 1; fi
    local answer
    printf '%s [Y/n] ' "$1"
    read -r answer
    case $answer in '' | [Yy]*) return 0 ;; *) return 1 ;; esac
}

can_be_root() { is_root || have sudo; }

# Runs a command as root, through sudo when needed.
as_root() {
    if is_root; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        fail "this needs root, and sudo is not installed" "Run this as root, then start again: $*"
    fi
}

# version_at_least 20.19 20.20.2: true when the second is the first or newer.
version_at_least() {
    [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

# sha256sum on Linux, shasum on macOS; a variable, because xargs cannot call functions.
if have sha256sum; then SHA256='sha256sum'; else SHA256='shasum -a 256'; fi

# One hash over names and contents of the files below the given paths (tools' own folders left out).
hash_of() {
    # shellcheck disable=SC2086 # SHA256 is a command with its arguments
    (cd "$ROOT" && find "$@" \( -name node_modules -o -name dist -o -name coverage \) -prune -o -type f -print0 |
        LC_ALL=C sort -z | xargs -0 $SHA256 | $SHA256 | cut -d' ' -f1)
}

# A stamp remembers for which contents a step was done: by hash, since a check-out changes times.
stamp_is() { [ "$(cat "$STAMP_DIR/$1" 2>/dev/null)" = "$2" ]; }
stamp_set() {
    mkdir -p "$STAMP_DIR"
    printf '%s\n' "$2" >"$STAMP_DIR/$1"
}

# Writes down something that this run leaves out; test.sh prints the list at its end.
not_run() {
    note "not run: $*"
    if [ -n "${MOORING_NOT_RUN:-}" ]; then printf 'not run: %s\n' "$*" >>"$MOORING_NOT_RUN"; fi
}

# step "What is done" command...: says it, does it, tells the time it took, or that it failed.
step() {
    local title=$1 started=$SECONDS code=0
    shift
    say "$title"
    # A subshell with errexit of its own: `|| code=$?` would switch it off inside a function.
    set +e
    (
        set -e
        "$@"
    )
    code=$?
    set -e
    if [ "$code" != 0 ]; then
        printf '%serror:%s %s: failed after %s s (exit %s)\n' "$BOLD" "$PLAIN" "$title" "$((SECONDS - started))" "$code" >&2
        exit "$code"
    fi
    note "$((SECONDS - started)) s"
}
