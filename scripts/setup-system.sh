#!/usr/bin/env bash
# Installs the system packages that are missing for one or more purposes: setup-system.sh build test
# Looks before it acts, so a second run changes nothing and takes a second.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/packages.sh"

# The distribution's own manager goes before brew, which exists on Linux too.
find_manager() {
    local manager
    for manager in apt-get dnf pacman zypper brew; do
        if have "$manager"; then
            echo "${manager%-get}"
            return
        fi
    done
    fail "no package manager that this script knows (apt, dnf, pacman, zypper, brew)" \
        "Install by hand what scripts/packages.sh lists, then start again."
}

is_installed() {
    case $MANAGER in
    apt) dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed ;;
    dnf | zypper) rpm -q --whatprovides "$1" >/dev/null 2>&1 ;;
    pacman) pacman -T "$1" >/dev/null 2>&1 ;; # -T also knows groups' members and what provides what
    brew) brew list --versions "$1" >/dev/null 2>&1 ;;
    esac
}

# Prints what is missing for the given groups, one a line.
missing_packages() {
    local group entry
    for group in "$@"; do packages "$MANAGER" "$group"; done | sort -u | while read -r entry; do
        if [ "$entry" != "${entry#*=}" ] && have "${entry#*=}"; then continue; fi
        is_installed "${entry%%=*}" || echo "${entry%%=*}"
    done
}

install_packages() {
    case $MANAGER in
    apt)
        as_root apt-get update -qq &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
        ;;
    dnf) as_root dnf install -y "$@" ;;
    pacman) as_root pacman -S --needed --noconfirm "$@" ;;
    zypper) as_root zypper --non-interactive install --no-recommends "$@" ;;
    brew) brew install "$@" ;;
    esac
}

check_xcode() {
    if [ "$(uname -s)" != Darwin ] || xcode-select -p >/dev/null 2>&1; then return; fi
    fail "Xcode's command line tools are missing" "Run xcode-select --install, wait for it to finish, then start again."
}

# On a terminal the manager shows itself; elsewhere only its last words, and only when it fails.
install_quietly() {
    if [ -t 1 ]; then
        install_packages "$@"
        return
    fi
    local log
    log=$(mktemp)
    install_packages "$@" >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        return 1
    }
    rm -f "$log"
}

# Building cannot go on without its packages. Testing can, and says what it left out.
refuse() {
    # shellcheck disable=SC2086 # a list of words
    if [ -z "$(missing_packages ${GROUPS_WANTED/test/})" ] && ! must_be_complete; then
        not_run "what needs these packages: $*"
        exit 0
    fi
    fail "these packages are missing: $*" "Install them with $MANAGER as root, then start again. YES=1 answers every question with yes."
}

[ $# -gt 0 ] || fail "which packages?" "setup-system.sh build test; scripts/packages.sh holds the lists."
GROUPS_WANTED=$*
MANAGER=$(find_manager)
for group in "$@"; do
    packages "$MANAGER" "$group" >/dev/null ||
        fail "nothing is known about '$group' for $MANAGER" "scripts/packages.sh is the list."
done
check_xcode

# shellcheck disable=SC2046 # package names have no spaces
set -- $(missing_packages "$@")
if [ $# = 0 ]; then exit 0; fi

say "System packages for $GROUPS_WANTED, missing here: $*"
if [ "$MANAGER" != brew ] && ! can_be_root; then refuse "$@"; fi
ask "Install them with $MANAGER?" || refuse "$@"
install_quietly "$@" ||
    fail "$MANAGER could not install: $*" "Its message above says why; a second try is safe."
