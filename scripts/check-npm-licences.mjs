// Checks every package that ui/package-lock.json installs against the `allow` list of deny.toml: its licence, and that
// it has a checksum. Reads the lock file alone, no network.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Licences of packages that are only on a developer's machine, never in the app. */
const DEVELOPMENT_ONLY = new Set(["BlueOak-1.0.0"]);

/** Packages whose package.json forgot the field, with the licence that their LICENSE file holds. */
const READ_FROM_FILE = new Map([["svelte-toolbelt@0.10.7", "MIT"]]);

function allowedLicences() {
  const text = readFileSync(join(root, "deny.toml"), "utf8");
  const list = text.match(/^allow = \[([^\]]*)\]/m)?.[1] ?? "";
  return new Set([...list.matchAll(/"([^"]+)"/g)].map((match) => match[1]));
}

/** True when an SPDX expression can be satisfied: one side of OR, both sides of AND. Brackets group. */
export function isAllowed(expression, allowed) {
  const tokens = expression.match(/\(|\)|\bOR\b|\bAND\b|[^()\s]+(?: WITH \S+)?/g) ?? [];
  let at = 0;
  const term = () => {
    if (tokens[at] !== "(") return allowed(tokens[at++]);
    at++;
    const inner = either();
    at++;
    return inner;
  };
  const both = () => {
    let ok = term();
    while (tokens[at] === "AND") ok = (at++, term()) && ok;
    return ok;
  };
  const either = () => {
    let ok = both();
    while (tokens[at] === "OR") ok = (at++, both()) || ok;
    return ok;
  };
  return tokens.length > 0 && either();
}


function complaints() {
  const allowed = allowedLicences();
  const { packages } = JSON.parse(readFileSync(join(root, "ui/package-lock.json"), "utf8"));
  const found = [];
  for (const [path, entry] of Object.entries(packages)) {
    if (path === "") continue;
    const name = `${path.replace(/^.*node_modules\//, "")}@${entry.version}`;
    const licence = entry.license ?? READ_FROM_FILE.get(name);
    const fits = (id) => allowed.has(id) || (entry.dev === true && DEVELOPMENT_ONLY.has(id));
    if (typeof licence !== "string") found.push(`${name} names no licence`);
    else if (!isAllowed(licence, fits)) found.push(`${name} is under ${licence}`);
    if (!/^sha512-/.test(entry.integrity ?? "")) found.push(`${name} has no checksum in package-lock.json`);
  }
  return found;
}

const found = complaints();
for (const line of found) console.error(`error: ${line}`);
if (found.length > 0) {
  console.error("       Choose another package, or argue for the exception in deny.toml.");
  process.exitCode = 1;
}
