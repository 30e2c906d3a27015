#!/usr/bin/env bash
# Runs a command inside a private X display and a private session bus: with-display.sh COMMAND...
# The display number is the server's own choice, so any number of these can run side by side.
. "$(dirname "$0")/lib.sh"

for tool in Xvfb dbus-run-session; do
    have "$tool" || fail "$tool is not installed" "scripts/setup-system.sh window installs it."
done

WORK=$(mktemp -d)
SERVER=
clean_up() {
    if [ -n "$SERVER" ]; then
        kill "$SERVER" 2>/dev/null || true
        wait "$SERVER" 2>/dev/null || true
    fi
    rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

Xvfb -displayfd 3 -screen 0 "${MOORING_SCREEN:-1280x800x24}" -nolisten tcp 3>"$WORK/display" >"$WORK/log" 2>&1 &
SERVER=$!
for _ in $(seq 100); do
    if [ -s "$WORK/display" ]; then break; fi
    kill -0 "$SERVER" 2>/dev/null || fail "Xvfb ended at once" "$(tail -n 3 "$WORK/log")"
    sleep 0.1
done
[ -s "$WORK/display" ] || fail "Xvfb did not start within 10 s" "$(tail -n 3 "$WORK/log")"

# X11 even where a Wayland session is around; GL in software without the DMA-BUF path, which can stay blank under Xvfb.
unset WAYLAND_DISPLAY
export GDK_BACKEND=x11 WEBKIT_DISABLE_DMABUF_RENDERER=1 NO_AT_BRIDGE=1
DISPLAY=:$(cat "$WORK/display") dbus-run-session -- "$@"
