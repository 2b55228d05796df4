// TypeScript's own language service as a language server that knows one question: textDocument/references.
// Usage: node tsc_server.mjs PATH_TO_TYPESCRIPT  (the folder of the npm package)
import { createRequire } from "node:module";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ts = createRequire(import.meta.url)(process.argv[2]);
let service, names;

function sources(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === "node_modules" || name === ".git") return [];
    if (statSync(path).isDirectory()) return sources(path);
    return /\.[cm]?tsx?$/.test(name) && !/\.d\.[cm]?ts$/.test(name) ? [path] : [];
  });
}

function start(folder) {
  names = sources(folder);
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, allowJs: false, jsx: ts.JsxEmit.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler, strict: true, skipLibCheck: true, noEmit: true };
  service = ts.createLanguageService({
    getScriptFileNames: () => names,
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => ts.sys.fileExists(name) ? ts.ScriptSnapshot.fromString(readFileSync(name, "utf8")) : undefined,
    getCurrentDirectory: () => folder,
    getCompilationSettings: () => options,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: ts.sys.fileExists, readFile: ts.sys.readFile, readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists, getDirectories: ts.sys.getDirectories,
  });
}

function references({ textDocument, position }) {
  const name = fileURLToPath(textDocument.uri);
  const file = service.getProgram().getSourceFile(name);
  if (!file) return [];
  const at = ts.getPositionOfLineAndCharacter(file, position.line, position.character);
  const all = service.getReferencesAtPosition(name, at) ?? [];
  return all.filter((found) => !inComment(found)).map((found) => {
    const start = service.getProgram().getSourceFile(found.fileName).getLineAndCharacterOfPosition(found.textSpan.start);
    return { uri: pathToFileURL(found.fileName).href, range: { start, end: start } };
  });
}

// A {@link X} in a comment counts for TypeScript as a use. The index leaves comments alone.
function inComment(found) {
  return ts.isInComment(service.getProgram().getSourceFile(found.fileName), found.textSpan.start) !== undefined;
}

function answer(message) {
  if (message.method === "initialize") start(fileURLToPath(message.params.rootUri));
  if (message.id === undefined) return;
  const result = message.method === "textDocument/references" ? references(message.params) : {};
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: message.id, result }));
  process.stdout.write(`Content-Length: ${body.length}\r\n\r\n`);
  process.stdout.write(body);
}

let waiting = Buffer.alloc(0);
process.stdin.on("data", (data) => {
  waiting = Buffer.concat([waiting, data]);
  for (;;) {
    const head = waiting.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(waiting.subarray(0, head).toString())[1]);
    if (waiting.length < head + 4 + length) return;
    const body = waiting.subarray(head + 4, head + 4 + length).toString();
    waiting = waiting.subarray(head + 4 + length);
    answer(JSON.parse(body));
  }
});
