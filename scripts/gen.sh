#!/usr/bin/env bash
# make gen: writes the TypeScript twins of app::wire. Tests named export_bindings do the writing (ts-rs).
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

TYPES=ui/src/lib/ipc/generated
FRESH=$(mktemp -d)
trap 'rm -rf "$FRESH"' EXIT

# Beside, then over: a type that no longer exists in Rust goes, and a failure leaves the old files alone.
TS_RS_EXPORT_DIR=$FRESH cargo test --quiet -p mooring-app --lib export_bindings >"$FRESH/log" 2>&1 || {
    tail -n 20 "$FRESH/log" >&2
    fail "the TypeScript types could not be generated" "cargo test -p mooring-app export_bindings says why."
}
rm "$FRESH/log"
[ -n "$(ls -A "$FRESH")" ] || fail "no type was generated" "The tests named export_bindings in crates/app are gone."
LC_ALL=C
for file in "$FRESH"/*.ts; do
    name=$(basename "$file" .ts)
    printf "export type { %s } from './%s';\n" "$name" "$name"
done >"$FRESH/index"
mv "$FRESH/index" "$FRESH/index.ts"
mkdir -p "$TYPES"
rm -rf "${TYPES:?}"/*
cp -R "$FRESH"/. "$TYPES"
