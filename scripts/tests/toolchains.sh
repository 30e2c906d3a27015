# shellcheck shell=bash disable=SC2016 # stand-ins expand their text later
# setup-rust.sh and setup-node.sh on machines with old or no toolchains.

rust() { sandboxed "$ROOT/scripts/setup-rust.sh"; }
node_setup() { sandboxed "$ROOT/scripts/setup-node.sh"; }

good_rust() {
    stub cargo </dev/null
    stub cargo-fmt </dev/null
    stub cargo-clippy </dev/null
    stub rustc <<<'echo "rustc 1.95.0 (59807616e 2026-04-14)"'
}

fresh
good_rust
rust
check "a new Rust is left alone" exits 0
check "without a word" not says "needed"

fresh
good_rust
stub rustc <<<'[ -e "$SANDBOX/updated" ] && echo "rustc 1.95.0 (x)" || echo "rustc 1.70.0 (x)"'
stub rustup <<<'touch "$SANDBOX/updated"'
rust
check "an old Rust is updated by rustup" called '^rustup update stable'
check "and then good" exits 0

fresh
stub curl <<<'exit 6'
rust
check "no Rust and no network fails" exits 1
check "with one clear line" says "rustup could not be downloaded"

fresh
YES='' rust
check "nobody to ask: told what is missing" says "or start again with YES=1"
check "and nothing is fetched" not called '^curl'

fresh
stub node <<<'echo v22.12.0'
stub npm </dev/null
node_setup
check "a new Node is left alone" exits 0

# The stand-in for nodejs.org serves one tarball with its checksum; `broken` makes the sum wrong.
node_site() {
    local platform
    platform=$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
    NODE=node-v24.21.0-$platform
    mkdir -p "$SANDBOX/site/$NODE/bin"
    printf '#!/bin/sh\necho v24.21.0\n' >"$SANDBOX/site/$NODE/bin/node"
    printf '#!/bin/sh\n' >"$SANDBOX/site/$NODE/bin/npm"
    chmod +x "$SANDBOX/site/$NODE/bin/"*
    tar -czf "$SANDBOX/site/$NODE.tar.gz" -C "$SANDBOX/site" "$NODE"
    (cd "$SANDBOX/site" && sha256sum "$NODE.tar.gz" | sed "s/^${1:+....}/${1:-}/" >SHASUMS256.txt)
    stub curl <<<'cp "$SANDBOX/site/$(basename "$2")" "$4"'
}

fresh
stub node <<<'echo v18.19.0'
stub npm </dev/null
node_site
node_setup
check "an old Node gets a newer one beside it" exits 0
check "inside the check-out" test -x "$SANDBOX/cache/node/bin/node"
node_setup
check "which the next run finds" not says "needed"

fresh
node_site dead
node_setup
check "a wrong checksum is refused" exits 1
check "and named" says "does not match its published checksum"
check "nothing is unpacked" not test -e "$SANDBOX/cache/node/bin/node"

fresh
stub curl <<<'exit 6'
node_setup
check "no Node and no network: one clear line" says "nodejs.org does not answer"

fresh
stub brew <<<'[ "$1" = install ] && { printf "#!/bin/sh\necho v24.1.0\n" >"$SANDBOX/bin/node"; cp "$SANDBOX/bin/node" "$SANDBOX/bin/npm"; chmod +x "$SANDBOX/bin/node" "$SANDBOX/bin/npm"; }'
node_setup
check "with brew, brew installs Node" called '^brew install node'
