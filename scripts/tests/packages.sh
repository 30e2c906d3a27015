# shellcheck shell=bash disable=SC2016 # stand-ins expand their text later
# setup-system.sh with a stand-in for every package manager.

# installs_into: what a manager's stand-in does: remembers every word it was given, as installed.
install_stub() { stub "$1" <<<'printf "%s\n" "$@" >>"$SANDBOX/installed"'; }

machine_with() {
    fresh
    case $1 in
    apt)
        install_stub apt-get
        stub dpkg-query <<<'grep -qxF -- "${!#}" "$SANDBOX/installed" && echo installed'
        ;;
    dnf | zypper)
        install_stub "$1"
        stub rpm <<<'grep -qxF -- "${!#}" "$SANDBOX/installed"'
        ;;
    pacman)
        stub pacman <<<'case $1 in -T) grep -qxF -- "$2" "$SANDBOX/installed" ;; *) printf "%s\n" "$@" >>"$SANDBOX/installed" ;; esac'
        ;;
    brew)
        stub brew <<<'case $1 in list) grep -qxF -- "$3" "$SANDBOX/installed" ;; *) printf "%s\n" "$@" >>"$SANDBOX/installed" ;; esac'
        ;;
    esac
}

as_user() { stub id <<<'echo 1000'; }
setup() { sandboxed "$ROOT/scripts/setup-system.sh" "$@"; }

installs() { # MANAGER GROUP WORD EXPECTED-CALL
    machine_with "$1"
    as_user
    stub sudo <<<'"$@"'
    setup "$2"
    check "$1 installs $2" exits 0
    check "$1 $2: $3 is among it" grep -qxF -- "$3" "$SANDBOX/installed"
    check "$1 $2: called as $4" called "$4"
    : >"$SANDBOX/calls"
    setup "$2"
    check "$1 $2: a second run changes nothing" not called "install|-S "
}

installs apt build libwebkit2gtk-4.1-dev '^apt-get install -y .*--no-install-recommends .*build-essential'
installs apt test docker-registry '^sudo env DEBIAN_FRONTEND=noninteractive apt-get install'
installs apt engine podman '^apt-get update'
installs dnf build webkit2gtk4.1-devel '^sudo dnf install -y .*gcc'
installs dnf test moby-engine '^dnf install -y'
installs dnf engine podman '^dnf install -y podman$'
installs pacman build webkit2gtk-4.1 '^sudo pacman -S --needed --noconfirm .*base-devel'
installs pacman test xorg-server-xvfb '^pacman -S'
installs pacman engine podman '^pacman -S .*podman'
installs zypper build webkit2gtk3-devel '^sudo zypper --non-interactive install'
installs zypper test busybox-static '^zypper --non-interactive install'
installs zypper engine podman '^zypper .*podman$'
installs brew test shellcheck '^brew install shellcheck$'
installs brew engine podman '^brew install podman$'

machine_with apt
setup build test
check "several purposes are one installation" test "$(grep -c '^apt-get install' "$SANDBOX/calls")" = 1
check "after one update" test "$(grep -c '^apt-get update' "$SANDBOX/calls")" = 1

# Docker's own packages conflict with the distribution's: an engine that is there already is left alone.
machine_with apt
stub dockerd </dev/null
setup test
check "a dockerd from elsewhere is not replaced" not grep -qx docker.io "$SANDBOX/installed"
check "the rest is installed all the same" grep -qx podman "$SANDBOX/installed"

machine_with apt
as_user
setup build
check "building without packages, root and sudo fails" exits 1
check "and says what to do" says "Install them with apt as root"
setup test
check "testing without them goes on" exits 0
check "and names what is not run" grep -q '^not run: what needs these packages: .*docker.io' "$SANDBOX/not-run"
setup build test
check "what building needs still stops it" exits 1
sandboxed env CI=true "$ROOT/scripts/setup-system.sh" test
check "but not in CI" exits 1

machine_with apt
YES='' setup build
check "nobody to ask means no" exits 1
check "nothing was installed" not called '^apt-get'

machine_with apt
stub apt-get <<<'exit 100'
setup build
check "a failing manager fails the set-up" exits 1
check "with a line about it" says "apt could not install"

fresh
setup build
check "an unknown system is told so" says "no package manager that this script knows"
