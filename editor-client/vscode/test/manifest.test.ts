import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const { contributes } = manifest;
const sources = readdirSync("src").filter((name) => name.endsWith(".ts"));
const code = sources.map((name) => readFileSync(`src/${name}`, "utf8")).join("\n");
const commands: { command: string; title: string; icon?: string; enablement?: string }[] = contributes.commands;

test("every command of the palette has a title, and is registered", () => {
  for (const { command, title } of commands) {
    assert.match(title, /^[A-Z]/, command);
    const name = command.slice("hermesLsp.".length);
    const registered = name.includes(".") ? `"${name}": (` : name;
    assert.ok(code.includes(registered), `${command} is not registered`);
  }
});

test("the extension's commands are not those of the server, which the client registers by itself", () => {
  assert.deepEqual(commands.filter(({ command }) => !command.startsWith("hermesLsp.")), []);
});

test("menus, keys, welcome pages and walkthroughs name commands that there are", () => {
  const known = new Set(commands.map(({ command }) => command));
  const { menus, keybindings, viewsWelcome, walkthroughs } = contributes;
  const text = JSON.stringify([menus, keybindings, viewsWelcome, walkthroughs]);
  const named = [...text.matchAll(/(?:command:|"command":"|onCommand:)(hermesLsp\.[\w.]+?)(?=[")?\\])/g)].map((one) => one[1]);
  assert.ok(named.length > 10);
  assert.deepEqual(named.filter((one) => !known.has(one!) && one !== "hermesLsp.learned.focus"), []);
});

test("what can be done with the mouse can be done from the palette", () => {
  const inMenus = Object.values<{ command: string }[]>(contributes.menus).flat().map(({ command }) => command);
  assert.deepEqual(inMenus.filter((command) => !commands.some((one) => one.command === command)), []);
  assert.equal(contributes.menus.commandPalette, undefined, "nothing is hidden there");
});

test("there are four first steps, each with a picture that is described", () => {
  const { steps } = contributes.walkthroughs[0];
  assert.equal(steps.length, 4);
  for (const { media } of steps) {
    assert.ok(media.altText.length > 20);
    assert.match(readFileSync(media.svg, "utf8"), /^<svg/);
  }
});

test("what the marketplaces ask for is there", () => {
  for (const field of ["displayName", "description", "publisher", "version", "license", "icon", "categories", "keywords"]) {
    assert.ok(manifest[field]?.length, field);
  }
  assert.equal(`${manifest.publisher}.${manifest.name}`, "hermes-lsp.hermes-lsp");
  assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
  assert.deepEqual(manifest.extensionKind, ["workspace"], "it runs where the files are, also in remote windows");
});

test("every setting says what it is for", () => {
  for (const { properties } of contributes.configuration) {
    for (const [name, value] of Object.entries<{ markdownDescription: string }>(properties)) {
      assert.match(value.markdownDescription, /^[A-Z].*[.`]$/s, name);
    }
  }
});
