import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { documentSelector, LANGUAGES } from "../src/plain/documents";
import { afterEnd, MOST, WITHIN } from "../src/plain/restarts";

test("what is plain knows nothing of VS Code", () => {
  for (const name of readdirSync("src/plain")) {
    assert.doesNotMatch(readFileSync(`src/plain/${name}`, "utf8"), /from "vscode/, name);
  }
});

test("files, nameless buffers and cells of notebooks are watched, in languages of custom checkers too", () => {
  const selector = documentSelector([{ languages: ["elixir"] }, null, "odd"]);
  for (const scheme of ["file", "untitled", "vscode-notebook-cell"]) {
    assert.ok(selector.some((one) => one.scheme === scheme && one.language === "python"));
    assert.ok(selector.some((one) => one.scheme === scheme && one.language === "elixir"));
  }
  assert.equal(documentSelector(undefined).length, 3 * LANGUAGES.length);
});

test("the extension wakes up for the languages that it watches", () => {
  const { activationEvents } = JSON.parse(readFileSync("package.json", "utf8"));
  const languages = activationEvents.filter((event: string) => event.startsWith("onLanguage:"));
  assert.deepEqual(languages, LANGUAGES.map((language) => `onLanguage:${language}`));
});

test("a server that ends now and then is started again, one that ends at once each time is not", () => {
  let ends: number[] = [];
  for (let time = 0; time < MOST; time++) {
    const next = afterEnd(ends, time);
    assert.ok(next.again);
    ends = next.ends;
  }
  assert.ok(!afterEnd(ends, MOST).again);
  assert.ok(afterEnd(ends, WITHIN + MOST).again);
});
