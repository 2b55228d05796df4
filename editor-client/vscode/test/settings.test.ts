import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
// @ts-expect-error a script without types
import { configuration } from "../scripts/configuration.mjs";
import { explicit, levelsToWrite, nested, serverSettings } from "../src/plain/settings";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const schema = JSON.parse(readFileSync("../../schemas/settings.schema.json", "utf8"));

test("the manifest has the settings of the server's schema", () => {
  assert.deepEqual(manifest.contributes.configuration, configuration(schema), "run: npm run settings");
});

test("a workspace's own files cannot say which model is asked, or what is trusted", () => {
  const all = Object.assign({}, ...manifest.contributes.configuration.map((section: any) => section.properties));
  assert.equal(all["hermesLsp.model.url"].scope, "machine");
  assert.equal(all["hermesLsp.embeddings.url"].scope, "machine");
  assert.equal(all["hermesLsp.teamStore"].scope, "machine");
  assert.equal(all["hermesLsp.server.path"].scope, "machine");
  assert.equal(all["hermesLsp.trusted"], undefined);
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  assert.ok(restricted.includes("hermesLsp.customCheckers"), "a command of a workspace that is not trusted");
});

test("the server's settings are those of the manifest without the extension's own", () => {
  const names = serverSettings(manifest);
  assert.ok(names.includes("enable") && names.includes("model.url"));
  assert.ok(!names.includes("server.path") && !names.includes("forwardDiagnostics"));
});

test("only what somebody set is sent", () => {
  const values: [string, unknown][] = [
    ["enable", explicit({})],
    ["model.url", explicit({ globalValue: "http://127.0.0.1/v1" })],
    ["model.name", explicit({ globalValue: "one", workspaceValue: "two" })],
    ["offers.why", explicit({ workspaceFolderValue: false, globalValue: true })],
  ];
  const expected = { model: { url: "http://127.0.0.1/v1", name: "two" }, offers: { why: false } };
  assert.deepEqual(nested(values), expected);
});

test("the switch is written where somebody decided before, and where it would be contradicted", () => {
  assert.deepEqual(levelsToWrite({}, false), ["user"]);
  assert.deepEqual(levelsToWrite({ globalValue: false }, true), ["user"]);
  assert.deepEqual(levelsToWrite({ workspaceValue: true }, false), ["workspace"]);
  assert.deepEqual(levelsToWrite({ workspaceFolderValue: true }, false), ["user", "folder"]);
  assert.deepEqual(levelsToWrite({ workspaceFolderValue: false }, false), ["user"]);
});
