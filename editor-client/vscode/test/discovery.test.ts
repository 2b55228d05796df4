import assert from "node:assert/strict";
import { test } from "node:test";
import { findServer, type Machine } from "../src/plain/discovery";

const PRIVATE = "/home/ann/.config/hermes/server";

function machine(files: string[], path = "/usr/bin:/opt/bin", windows = false): Machine {
  const home = windows ? "C:\\Users\\Ann" : "/home/ann";
  return { windows, home, path, isProgram: (file) => files.includes(file) };
}

test("the setting comes before the private environment, and that before PATH", () => {
  const all = machine(["/srv/hermes-lsp", `${PRIVATE}/bin/hermes-lsp`, "/opt/bin/hermes-lsp"]);
  assert.deepEqual(findServer("/srv/hermes-lsp", PRIVATE, all), found("/srv/hermes-lsp", "setting"));
  assert.deepEqual(findServer("", PRIVATE, all), found(`${PRIVATE}/bin/hermes-lsp`, "private"));
  assert.deepEqual(findServer("", "/nowhere", all), found("/opt/bin/hermes-lsp", "path"));
});

test("a setting that names nothing is said, not passed over", () => {
  const one = machine(["/opt/bin/hermes-lsp"]);
  assert.deepEqual(findServer("/gone/hermes-lsp", PRIVATE, one), { kind: "missing", wrong: "/gone/hermes-lsp" });
  assert.deepEqual(findServer("./hermes-lsp", PRIVATE, one), { kind: "missing", wrong: "./hermes-lsp" });
});

test("the setting may name the home folder, or a program on PATH", () => {
  const one = machine(["/home/ann/bin/hermes-lsp", "/opt/bin/hermes-nightly"]);
  assert.deepEqual(findServer("~/bin/hermes-lsp", PRIVATE, one), found("/home/ann/bin/hermes-lsp", "setting"));
  assert.deepEqual(findServer(" hermes-nightly ", PRIVATE, one), found("/opt/bin/hermes-nightly", "setting"));
});

test("relative folders on PATH are not looked into", () => {
  const one = machine(["bin/hermes-lsp", "./hermes-lsp", "hermes-lsp"], ":.:bin");
  assert.deepEqual(findServer("", PRIVATE, one), { kind: "missing" });
});

test("on Windows programs end in .exe, and lie in Scripts", () => {
  const folder = "C:\\Data\\server";
  const own = machine([`${folder}\\Scripts\\hermes-lsp.exe`], "", true);
  assert.deepEqual(findServer("", folder, own), found(`${folder}\\Scripts\\hermes-lsp.exe`, "private"));
  const other = machine(["D:\\Tools\\hermes-lsp.exe"], "C:\\Windows;D:\\Tools", true);
  assert.deepEqual(findServer("", folder, other), found("D:\\Tools\\hermes-lsp.exe", "path"));
  assert.deepEqual(findServer("hermes-lsp.exe", folder, other), found("D:\\Tools\\hermes-lsp.exe", "setting"));
});

function found(program: string, origin: string): object {
  return { kind: "found", program, origin };
}
