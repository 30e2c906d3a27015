#!/usr/bin/env bash
# make test-engines: the real-engine tests on newer Docker and Podman releases, from Debian 13 and from testing (forky).
# Each root file system is built once (0.9 GB, two minutes) outside the check-out. Needs root and debootstrap.
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

STORE=${XDG_CACHE_HOME:-$HOME/.cache}/mooring/engines
PACKAGES=docker.io,docker-buildx,docker-compose,podman,crun,runc,iptables,nftables,ca-certificates

# build_root SUITE: complete or not there at all, whatever interrupts it.
build_root() {
    local root=$STORE/$1
    if [ -d "$root" ]; then return; fi
    mkdir -p "$STORE"
    rm -rf "$root.partial"
    # Debian 12's debootstrap does not know forky by name; every suite after it is built like sid.
    if [ ! -e "/usr/share/debootstrap/scripts/$1" ]; then ln -s sid "/usr/share/debootstrap/scripts/$1"; fi
    debootstrap --variant=minbase --include="$PACKAGES" "$1" "$root.partial" >"$STORE/$1.log" 2>&1 ||
        fail "debootstrap could not build $1" "$(tail -n 3 "$STORE/$1.log")"
    mv "$root.partial" "$root"
}

# wrapper SUITE VARIANT PROGRAM [ARGUMENT...]: a program that testkit takes for the engine and that enters the other root.
# testkit starts it in a mount namespace of its own, so the mounts are private and end with it; started outside of one,
# the program makes one for itself. The bind onto itself gives containers a real root to pivot from.
wrapper() {
    local root=$STORE/$1 bin=$STORE/bin/$2 program=$3
    shift 3
    mkdir -p "$bin"
    cat >"$bin/$program" <<WRAPPER
#!/bin/sh
set -e
root=$root
if [ "\$(readlink /proc/self/ns/mnt)" = "$(readlink /proc/self/ns/mnt)" ]; then
    exec unshare --mount --propagation private "\$0" "\$@"
fi
if ! mountpoint -q "\$root"; then
    mount --bind "\$root" "\$root"
    mount -t proc proc "\$root/proc"
    for dir in sys dev run tmp; do mount --rbind "/\$dir" "\$root/\$dir"; done
fi
exec chroot "\$root" $program $* "\$@"
WRAPPER
    chmod +x "$bin/$program"
}

# test_with VARIANT: the tests that start engines, with this variant's programs first in PATH.
test_with() {
    "$STORE/bin/$1/dockerd" --version
    "$STORE/bin/$1/podman" --version
    PATH=$STORE/bin/$1:$PATH cargo nextest run --profile ci --no-fail-fast -E 'kind(test)' ||
        fail "tests failed on $1, see above"
}

set_up() {
    is_root || fail "newer engines live in root file systems of their own, and building those needs root" \
        "Run sudo make test-engines, or leave it to CI."
    scripts/setup.sh test
    scripts/setup-system.sh engines
}

step "Set-up" set_up
for suite in trixie forky; do
    step "Root file system of Debian $suite" build_root "$suite"
    wrapper "$suite" "$suite" dockerd
    wrapper "$suite" "$suite" podman
done
wrapper forky forky-containerd dockerd --feature containerd-snapshotter=true
wrapper forky forky-containerd podman
step "Docker 26 and Podman 5.4 (trixie)" test_with trixie
step "Docker 28 and Podman 5.8 (forky)" test_with forky
step "Docker 28 with the containerd image store (forky)" test_with forky-containerd
