import assert from "node:assert/strict";
import { test } from "node:test";
import type { Machine } from "../src/plain/discovery";
import { isDrawing } from "../src/plain/pages";
import { describeProgress } from "../src/plain/progress";
import { isForReview } from "../src/plain/review";
import { isNewEnough, pythons } from "../src/plain/python";

test("progress is shown as what was done since the last report", () => {
  const begun = describeProgress({ title: "hermes: fix ruff/E711 with tiny", percentage: 0 }, 0);
  assert.deepEqual(begun, { done: 0, shown: { message: "fix ruff/E711 with tiny" } });
  const half = describeProgress({ message: "3 of 6 files", percentage: 50 }, begun.done);
  assert.deepEqual(half, { done: 50, shown: { message: "3 of 6 files", increment: 50 } });
  assert.deepEqual(describeProgress({ message: "looks around" }, 50), { done: 50, shown: { message: "looks around" } });
  assert.deepEqual(describeProgress({ percentage: 20 }, 50), { done: 50, shown: {} }, "it never goes back");
});

test("Pythons are looked for on PATH, with the launcher first on Windows", () => {
  const unix = machine(["/usr/bin/python3", "/opt/python3.12"], "/usr/bin:/opt");
  assert.deepEqual(pythons(unix).map((one) => one.program), ["/usr/bin/python3", "/opt/python3.12"]);
  const windows = machine(["C:\\Windows\\py.exe", "C:\\Python\\python.exe"], "C:\\Python;C:\\Windows", true);
  assert.deepEqual(pythons(windows)[0], { program: "C:\\Windows\\py.exe", args: ["-3"] });
});

test("the map is shown as a drawing; skills and places in files are text", () => {
  assert.ok(isDrawing({ uri: "file:///home/ann/.local/share/hermes-lsp/workspaces/shop-1/map.md" }));
  assert.ok(!isDrawing({ uri: "file:///home/ann/skills/fix-ruff-e711/SKILL.md" }));
  assert.ok(!isDrawing({ uri: "file:///home/ann/docs/map.md", selection: {} }));
});

test("an edit whose parts wait for a word is told from one that is made at once", () => {
  assert.ok(isForReview({ changeAnnotations: { "hermes-1": { needsConfirmation: true } } }));
  assert.ok(!isForReview({ changeAnnotations: { hermes: { needsConfirmation: false } } }));
  assert.ok(!isForReview({}));
});

test("a Python must be new enough", () => {
  assert.ok(isNewEnough("3.11\n") && isNewEnough("3.14\n"));
  assert.ok(!isNewEnough("3.9\n") && !isNewEnough("2.7") && !isNewEnough(""));
});

function machine(files: string[], path: string, windows = false): Machine {
  return { windows, home: "/home/ann", path, isProgram: (file) => files.includes(file) };
}
