// Reads what the test runners left in target/test-output and closes a run with one line: "N passed, N failed".
// Says "no test ran" and fails when nothing was counted: a green run of nothing is no green run.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const total = { passed: 0, failed: 0, skipped: 0 };

/** Adds one runner's counts and says them. */
function add(runner, counts) {
  for (const key of Object.keys(total)) total[key] += counts[key];
  console.log(`    ${runner}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
}

function readText(name) {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** nextest: "Summary [ 1.2s] 7 tests run: 5 passed (1 slow), 1 failed, 1 timed out, 2 skipped". */
function addNextest(name) {
  const plain = readText(`${name}.log`)?.replace(/\u001b\[[0-9;]*m/g, "");
  const summary = plain?.split("\n").findLast((line) => /^\s*Summary \[/.test(line));
  if (summary === undefined) return;
  const count = (...words) =>
    words.reduce((sum, word) => sum + Number(summary.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0), 0);
  add(name, { passed: count("passed"), failed: count("failed", "timed out", "exec failed"), skipped: count("skipped") });
}

function addVitest() {
  const text = readText("ui.json");
  if (text === undefined) return;
  const run = JSON.parse(text);
  add("ui", {
    passed: run.numPassedTests,
    failed: run.numFailedTests,
    skipped: run.numPendingTests + run.numTodoTests,
  });
}

console.log("==> Tests");
addVitest();
addNextest("logic");
addNextest("desktop");
addNextest("window");
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
if (total.passed + total.failed === 0) {
  console.error("error: no test ran");
  process.exitCode = 1;
}
