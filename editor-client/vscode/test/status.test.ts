import assert from "node:assert/strict";
import { test } from "node:test";
import { show, type Life, type Report } from "../src/plain/status";

const RUNNING: Life = { kind: "running" };

function report(changes: Partial<Report> = {}): Report {
  return {
    folder: "/home/ann/shop",
    loaded: true,
    enabled: true,
    trusted: true,
    skills: 66,
    skillsLearned: 1,
    model: null,
    checkers: ["ruff"],
    waitingForTrust: [],
    ...changes,
  };
}

test("every state has its word, in the tooltip and for the screen reader", () => {
  const cases: [Life, Report[], string][] = [
    [{ kind: "off" }, [], "off"],
    [{ kind: "starting" }, [], "starting"],
    [RUNNING, [], "starting"],
    [RUNNING, [report({ loaded: false })], "starting"],
    [RUNNING, [report()], "ready"],
    [RUNNING, [report({ state: "learning" })], "learning"],
    [RUNNING, [report({ state: "working" })], "working"],
    [RUNNING, [report({ state: "needs attention", attention: ["ruff is not installed"] })], "needs attention"],
    [RUNNING, [report({ enabled: false })], "off"],
    [{ kind: "missing", why: "The server is not installed" }, [], "needs attention"],
    [{ kind: "failed", why: "The server did not start" }, [], "needs attention"],
  ];
  for (const [life, reports, word] of cases) {
    const shown = show(life, reports);
    assert.equal(shown.state, word);
    assert.equal(shown.lines[0], `hermes-lsp: ${word}`);
    assert.ok(shown.label.startsWith(`hermes-lsp: ${word}`), shown.label);
    assert.match(shown.text, /^\$\([a-z~-]+\) hermes$/);
    assert.doesNotMatch(shown.label, /\$\(/, "icons are not read aloud");
  }
});

test("no two states share an icon, so that none is told by colour alone", () => {
  const lives: Life[] = [{ kind: "off" }, { kind: "starting" }, { kind: "missing", why: "" }];
  const reports = ["ready", "learning", "working"] as const;
  const icons = [...lives.map((life) => show(life, [])), ...reports.map((state) => show(RUNNING, [report({ state })]))];
  assert.equal(new Set(icons.map((shown) => shown.text)).size, 6);
});

test("what is wrong is said first", () => {
  const shown = show(RUNNING, [report({ state: "needs attention", attention: ["ruff is not installed"] })]);
  assert.deepEqual(shown.lines.slice(0, 2), ["hermes-lsp: needs attention", "ruff is not installed"]);
});

test("of several folders the most urgent state is shown, and each says what it knows", () => {
  const shown = show(RUNNING, [report(), report({ folder: "C:\\Work\\café", state: "learning", skillsLearned: 2 })]);
  assert.equal(shown.state, "learning");
  assert.ok(shown.lines.includes("1 skill learned in shop, 66 skills in all"));
  assert.ok(shown.lines.includes("2 skills learned in café, 66 skills in all"));
});

test("without trust the item says so", () => {
  const shown = show(RUNNING, [report({ trusted: false, waitingForTrust: ["eslint"] })]);
  assert.ok(shown.lines.includes("Waits for trust: eslint"));
  assert.match(shown.label, /^hermes-lsp: ready\. Restricted: this workspace is not trusted\. /, "also to a screen reader");
});
