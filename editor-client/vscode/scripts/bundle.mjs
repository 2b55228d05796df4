// Bundles the extension into `out/extension.js`, and with `--tests` each test into `out/test/`.
import { copyFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const tests = process.argv.includes("--tests");
const names = readdirSync("test").filter((name) => name.endsWith(".test.ts"));

if (!tests) copyFileSync("../../LICENSE", "LICENSE"); // the package must hold one

await build({
  entryPoints: tests ? names.map((name) => `test/${name}`) : ["src/extension.ts"],
  outdir: tests ? "out/test" : "out",
  bundle: true,
  platform: "node",
  format: tests ? "esm" : "cjs",
  outExtension: tests ? { ".js": ".mjs" } : {},
  target: "node20",
  external: ["vscode"],
  minify: !tests,
  logLevel: "warning",
});
