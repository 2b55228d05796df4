import assert from "node:assert/strict";
import { test } from "node:test";
import { learnedTree, skillsIn, type Knowledge, type Node, type Skill } from "../src/plain/learnedTree";

const SKILL: Skill = {
  name: "fix-ruff-e711",
  description: "Compare with None by identity.",
  tier: "candidate",
  origin: "private",
  problems: ["ruff/E711"],
  evidence: "learned from 1 fix",
  uri: "file:///home/ann/skills/fix-ruff-e711/SKILL.md",
  unused: "",
  canForget: true,
  canShare: true,
};
const KNOWN: Knowledge = {
  folder: "/home/ann/shop",
  skills: [
    SKILL,
    { ...SKILL, name: "fix-old", tier: "retired" },
    { ...SKILL, name: "fix-shared", origin: "project", tier: "proven", canForget: false, canShare: false },
    { ...SKILL, name: "fix-eqeqeq", origin: "builtin", tier: "trusted", canForget: false, canShare: false },
  ],
  conventions: [
    {
      key: "hermes/quotes/string",
      words: "Strings are in double quotes",
      evidence: "241 of 242 cases in 4 files",
      exceptions: [{ path: "old.py", uri: "file:///home/ann/shop/old.py", line: 6 }],
    },
  ],
  episodes: [
    {
      seq: 7,
      at: "2026-11-26T10:00:00+00:00",
      problem: "ruff/E711",
      outcome: "reverted",
      by: "recipe",
      skill: "fix-ruff-e711",
      change: "`a == None` → `a is None`",
      reason: "undone",
      path: "greet.py",
      uri: "file:///home/ann/shop/greet.py",
    },
  ],
  left: { skills: 0, conventions: 0 },
};
const NOTHING: Knowledge = { ...KNOWN, skills: [], conventions: null, episodes: [] };

test("skills stand under their tier, the best first; what is built in comes last and is closed", () => {
  const tiers = find(learnedTree([KNOWN], [null]), "Skills").children;
  assert.deepEqual(tiers.map((one) => one.label), ["Proven", "Candidates", "Retired", "Built in"]);
  assert.deepEqual(tiers.map((one) => one.expanded), [true, true, false, false]);
  assert.deepEqual(tiers[1]?.children.map((one) => one.label), ["fix-ruff-e711"]);
});

test("a skill opens as its page, and says what may be done with it", () => {
  const tree = learnedTree([KNOWN], ["file:///home/ann/shop"]);
  const skill = find(tree, "fix-ruff-e711");
  assert.deepEqual(skill.opens, { uri: SKILL.uri, line: 0 });
  assert.equal(skill.folder, "file:///home/ann/shop");
  assert.deepEqual(skillsIn(tree, (one) => one.canForget).map((one) => one.key), ["fix-ruff-e711", "fix-old"]);
  assert.equal(find(tree, "fix-shared").canShare, false);
});

test("everything is said in words, without marks of Markdown and without icons", () => {
  for (const one of all(learnedTree([KNOWN, NOTHING], [null, null]))) {
    assert.ok(one.spoken.length > 0);
    assert.doesNotMatch(one.spoken, /[`$]|\|/, one.spoken);
  }
  const tree = learnedTree([KNOWN], [null]);
  assert.equal(find(tree, "fix-ruff-e711").spoken, "Skill fix-ruff-e711, candidate, learned from 1 fix");
  assert.equal(find(tree, "Candidates").spoken, "Candidates, 1 skill, are offered as “maybe”");
  assert.match(find(tree, "a == None → a is None").spoken, /undone, by fix-ruff-e711, greet\.py/);
  assert.equal(find(tree, "old.py:7").spoken, "Exception in old.py, line 7");
});

test("an exception opens at its line", () => {
  assert.deepEqual(find(learnedTree([KNOWN], [null]), "old.py:7").opens, { uri: "file:///home/ann/shop/old.py", line: 6 });
});

test("where nothing is known, it says why", () => {
  const labels = all(learnedTree([NOTHING], [null])).map((one) => one.label);
  assert.deepEqual(labels, [
    "Skills",
    "None was learned yet: fix a problem by hand, and save",
    "Conventions",
    "Not counted yet",
    "Recent episodes",
    "Nothing has happened yet",
  ]);
  const counted = all(learnedTree([{ ...NOTHING, conventions: [] }], [null])).map((one) => one.label);
  assert.ok(counted.includes("None is firm yet"));
});

test("of several folders each has its own part, and no two lines share an id", () => {
  const other = { ...KNOWN, folder: "C:\\Work\\café" };
  const tree = learnedTree([KNOWN, other], ["file:///home/ann/shop", "file:///c%3A/Work/caf%C3%A9"]);
  assert.deepEqual(tree.map((one) => one.label), ["shop", "café"]);
  const ids = all(tree).map((one) => one.id);
  assert.equal(new Set(ids).size, ids.length);
});

test("a folder of which nothing is known says why, and the others are shown", () => {
  const off = { folder: "/home/ann/other", why: "hermes-lsp is switched off here" };
  const tree = learnedTree([off, KNOWN], [null, null]);
  assert.deepEqual(find(tree, "other").children.map((one) => one.label), [off.why]);
  assert.ok(find(tree, "fix-ruff-e711"));
  assert.deepEqual(learnedTree([off], [null]).map((one) => one.label), [off.why]);
});

test("what was left out is said", () => {
  const tree = learnedTree([{ ...KNOWN, left: { skills: 8000, conventions: 0 } }], [null]);
  assert.ok(all(tree).some((one) => one.label === "8000 skills more"));
});

function all(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((one) => [one, ...all(one.children)]);
}

function find(nodes: readonly Node[], label: string): Node {
  const found = all(nodes).find((one) => one.label === label);
  assert.ok(found, label);
  return found;
}
