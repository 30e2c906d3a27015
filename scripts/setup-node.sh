#!/usr/bin/env bash
# Makes sure that a Node new enough for the front end is there. One that we fetch stays inside .cache/node.
. "$(dirname "$0")/lib.sh"

WANTED=20.19.0 # what Vite 8 asks for
FETCHED=24     # the line we fetch when there is none

installed_version() { node --version 2>/dev/null | tr -d v; }
is_good() { have node && have npm && version_at_least "$WANTED" "$(installed_version)"; }

platform() {
    local system machine
    system=$(uname -s | tr '[:upper:]' '[:lower:]')
    case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) fail "nodejs.org has no build for $(uname -m)" "Install Node $WANTED or newer from your distribution, then start again." ;;
    esac
    echo "$system-$machine"
}

# The official tarball, checked against the published sums. Nothing outside the check-out changes.
fetch_node() {
    local base=https://nodejs.org/dist/latest-v$FETCHED.x work name
    work=$(mktemp -d)
    curl -sSf "$base/SHASUMS256.txt" -o "$work/sums" ||
        fail "nodejs.org does not answer" "Install Node $WANTED or newer by hand, then start again."
    name=$(grep -o "node-v[0-9.]*-$(platform)\.tar\.gz" "$work/sums" | head -n 1)
    curl -sSf "$base/$name" -o "$work/$name" || fail "$base/$name could not be downloaded" "Try again later."
    (cd "$work" && grep " $name\$" sums | $SHA256 -c -) >/dev/null ||
        fail "the downloaded Node does not match its published checksum" "Try again; if it stays so, something between here and nodejs.org is wrong."
    rm -rf "$CACHE_DIR/node"
    mkdir -p "$CACHE_DIR/node"
    tar -xzf "$work/$name" -C "$CACHE_DIR/node" --strip-components 1
    rm -rf "$work"
}

if is_good; then exit 0; fi

found=$(installed_version || true)
say "Node $WANTED or newer is needed; ${found:-none} is here"
if have brew; then
    ask "Install it with brew?" || fail "Node $WANTED or newer is missing" "Install it, or start again with YES=1."
    brew install node || fail "brew could not install node" "Its message above says why."
else
    ask "Fetch Node $FETCHED from nodejs.org into .cache/node (this check-out only)?" ||
        fail "Node $WANTED or newer is missing" "Install it from your distribution or https://nodejs.org, or start again with YES=1."
    fetch_node
fi
hash -r
is_good || fail "Node is still older than $WANTED: $(command -v node || echo none)" "Put the newer one first in PATH, then start again."
