# shellcheck shell=bash
# Which system packages are needed for what, per package manager. Sourced by setup-system.sh.
#
# packages MANAGER GROUP prints one package a line. `name=command` means: only when the command is missing, for what
# may well be there from another source (Docker's own packages conflict with the distribution's).

packages() {
    case $1:$2 in
    apt:build) printf '%s\n' build-essential pkg-config libwebkit2gtk-4.1-dev libayatana-appindicator3-1 curl=curl ca-certificates xz-utils ;;
    dnf:build) printf '%s\n' gcc gcc-c++ make pkgconf-pkg-config webkit2gtk4.1-devel libayatana-appindicator-gtk3 curl=curl ca-certificates xz ;;
    pacman:build) printf '%s\n' base-devel webkit2gtk-4.1 libayatana-appindicator curl ca-certificates xz ;;
    zypper:build) printf '%s\n' gcc gcc-c++ make pkg-config webkit2gtk3-devel libayatana-appindicator3-1 curl=curl ca-certificates xz ;;
    brew:build) ;; # Xcode's command line tools bring compiler and WebKit; setup-system.sh looks for them.

    # The mooring command alone needs a compiler and nothing of WebKit.
    apt:cli) printf '%s\n' build-essential curl=curl ca-certificates ;;
    dnf:cli) printf '%s\n' gcc curl=curl ca-certificates ;;
    pacman:cli) printf '%s\n' base-devel curl ca-certificates ;;
    zypper:cli) printf '%s\n' gcc curl=curl ca-certificates ;;
    brew:cli) ;;

    # Real engines, a real registry and a real keyring, a window without a screen, and the checks of our own scripts.
    apt:test) printf '%s\n' docker.io=dockerd podman=podman runc=runc docker-registry busybox-static iptables iproute2 \
        xvfb=Xvfb xauth webkit2gtk-driver dbus gnome-keyring=gnome-keyring-daemon fonts-dejavu-core xdotool=xdotool git=git shellcheck=shellcheck ;;
    dnf:test) printf '%s\n' moby-engine=dockerd podman=podman runc=runc docker-distribution busybox=busybox iptables-nft=iptables iproute=ip \
        xorg-x11-server-Xvfb=Xvfb xorg-x11-xauth /usr/bin/WebKitWebDriver=WebKitWebDriver dbus-daemon gnome-keyring=gnome-keyring-daemon dejavu-sans-fonts xdotool=xdotool git=git ShellCheck=shellcheck ;;
    pacman:test) printf '%s\n' docker=dockerd podman=podman runc=runc busybox=busybox iptables=iptables iproute2 \
        xorg-server-xvfb xorg-xauth webkitgtk-6.0=WebKitWebDriver dbus gnome-keyring=gnome-keyring-daemon ttf-dejavu xdotool=xdotool git=git shellcheck=shellcheck ;;
    zypper:test) printf '%s\n' docker=dockerd podman=podman runc=runc distribution-registry busybox-static iptables=iptables iproute2 \
        xorg-x11-server-Xvfb=Xvfb xauth /usr/bin/WebKitWebDriver=WebKitWebDriver dbus-1-daemon gnome-keyring=gnome-keyring-daemon dejavu-fonts xdotool=xdotool git=git ShellCheck=shellcheck ;;
    brew:test) printf '%s\n' shellcheck ;; # Private engines and WebKit's driver exist on Linux only.

    # An engine for somebody who has none: with what rootless Podman needs.
    apt:engine) printf '%s\n' podman uidmap slirp4netns fuse-overlayfs dbus-user-session ;;
    dnf:engine) printf '%s\n' podman ;;
    pacman:engine) printf '%s\n' podman crun slirp4netns fuse-overlayfs ;;
    zypper:engine) printf '%s\n' podman ;;
    brew:engine) printf '%s\n' podman ;;

    # The page that `make run` serves when it has no display and no registry.
    apt:demo) printf '%s\n' busybox-static curl=curl ;;
    dnf:demo | pacman:demo) printf '%s\n' busybox=busybox curl=curl ;;
    zypper:demo) printf '%s\n' busybox-static curl=curl ;;
    brew:demo) ;;

    # Root file systems with newer engines; only a Debian host can build them as it is.
    apt:engines) printf '%s\n' debootstrap=debootstrap ;;

    # A display nobody looks at, for screenshots and benches.
    apt:window) printf '%s\n' xvfb=Xvfb xauth dbus webkit2gtk-driver fonts-dejavu-core fonts-noto-cjk fonts-noto-color-emoji ;;
    dnf:window) printf '%s\n' xorg-x11-server-Xvfb=Xvfb xorg-x11-xauth dbus-daemon /usr/bin/WebKitWebDriver=WebKitWebDriver dejavu-sans-fonts ;;
    pacman:window) printf '%s\n' xorg-server-xvfb xorg-xauth dbus webkitgtk-6.0=WebKitWebDriver ttf-dejavu ;;
    zypper:window) printf '%s\n' xorg-x11-server-Xvfb=Xvfb xauth dbus-1-daemon /usr/bin/WebKitWebDriver=WebKitWebDriver dejavu-fonts ;;

    # Drawing the icons and packing the app.
    apt:icons) printf '%s\n' librsvg2-bin=rsvg-convert ;;
    dnf:icons) printf '%s\n' librsvg2-tools=rsvg-convert ;;
    pacman:icons | brew:icons) printf '%s\n' librsvg=rsvg-convert ;;
    zypper:icons) printf '%s\n' rsvg-convert=rsvg-convert ;;
    apt:bundle) printf '%s\n' file=file patchelf=patchelf librsvg2-dev ;;
    dnf:bundle) printf '%s\n' file=file patchelf=patchelf librsvg2-devel rpm-build=rpmbuild ;;
    pacman:bundle) printf '%s\n' file=file patchelf=patchelf librsvg ;;
    zypper:bundle) printf '%s\n' file=file patchelf=patchelf librsvg-devel rpm-build=rpmbuild ;;
    brew:bundle) ;;
    *) return 1 ;;
    esac
}
