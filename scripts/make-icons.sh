#!/usr/bin/env bash
# make icons: every size that a platform wants, drawn from icons/icon.svg and icons/tray.svg. The results are committed.
. "$(dirname "$0")/lib.sh"
cd "$ROOT/icons"

set_up() {
    "$ROOT/scripts/setup-system.sh" icons
    "$ROOT/scripts/setup-node.sh"
    "$ROOT/scripts/setup-ui.sh"
}

# Tauri packs .icns, .ico and the common PNG sizes from one large picture. Phones and the Windows Store are not ours.
app_icons() {
    rsvg-convert -w 1024 -h 1024 icon.svg -o icon-1024.png
    "$ROOT/ui/node_modules/.bin/tauri" icon icon-1024.png -o . >/dev/null
    rm -rf android ios Square*.png StoreLogo.png icon-1024.png
    # The hicolor theme's own sizes, which Tauri leaves out.
    local size
    for size in 16 24 48 256 512; do rsvg-convert -w "$size" -h "$size" icon.svg -o "${size}x${size}.png"; done
}

# A black template for macOS, black for light panels, white for dark ones; twice the size is for dense screens.
tray_icons() {
    rsvg-convert -w 22 -h 22 tray.svg -o tray-template.png
    rsvg-convert -w 44 -h 44 tray.svg -o tray-template@2x.png
    rsvg-convert -w 32 -h 32 tray.svg -o tray-light.png
    sed 's/#000000/#ffffff/' tray.svg | rsvg-convert -w 32 -h 32 -o tray-dark.png
}

step "Set-up" set_up
step "App icons" app_icons
step "Tray icons" tray_icons
