// TypeScript's own language service as a language server that knows two questions: textDocument/references and
// textDocument/documentSymbol.
// Usage: node tsc_server.mjs PATH_TO_TYPESCRIPT  (the folder of the npm package)
import { createRequire } from "node:module";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
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

// What the project says about how modules are found.
function own(folder) {
  const path = join(folder, "tsconfig.json");
  if (!ts.sys.fileExists(path)) return {};
  const read = ts.parseJsonConfigFileContent(ts.readConfigFile(path, ts.sys.readFile).config, ts.sys, dirname(path));
  const { baseUrl, paths, pathsBasePath, customConditions } = read.options;
  return { baseUrl, paths, pathsBasePath, customConditions };
}

function start(folder) {
  names = sources(folder);
  const options = { ...own(folder), target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, allowJs: false, jsx: ts.JsxEmit.Preserve,
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

const KINDS = new Map([
  [ts.SyntaxKind.ClassDeclaration, 5], [ts.SyntaxKind.MethodDeclaration, 6], [ts.SyntaxKind.MethodSignature, 6],
  [ts.SyntaxKind.PropertyDeclaration, 7], [ts.SyntaxKind.PropertySignature, 7], [ts.SyntaxKind.GetAccessor, 7],
  [ts.SyntaxKind.SetAccessor, 7], [ts.SyntaxKind.EnumDeclaration, 10], [ts.SyntaxKind.InterfaceDeclaration, 11],
  [ts.SyntaxKind.TypeAliasDeclaration, 26], [ts.SyntaxKind.FunctionDeclaration, 12],
  [ts.SyntaxKind.VariableDeclaration, 13], [ts.SyntaxKind.ModuleDeclaration, 3], [ts.SyntaxKind.EnumMember, 22],
]);

// What is declared in a node; what lies in a function is below an entry of kind 12 without a name.
function declared(file, node) {
  const children = [];
  ts.forEachChild(node, (child) => { children.push(...declared(file, child)); });
  const name = ts.getNameOfDeclaration(node);
  const property = ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent);
  const named = name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name));
  if (named && (property || KINDS.has(node.kind))) {
    const start = file.getLineAndCharacterOfPosition(name.getStart(file));
    const selectionRange = { start, end: start };
    return [{ name: name.text, kind: property ? 7 : KINDS.get(node.kind), property, selectionRange, children }];
  }
  if (!ts.isFunctionLike(node) || !children.length) return children;
  const start = { line: 0, character: 0 };
  const inner = { name: "", kind: 12, selectionRange: { start, end: start }, children: children.filter((each) => !each.property) };
  return [...children.filter((each) => each.property), inner];
}

function symbols({ textDocument }) {
  const file = service.getProgram().getSourceFile(fileURLToPath(textDocument.uri));
  return file ? declared(file, file) : [];
}

function answer(message) {
  if (message.method === "initialize") start(fileURLToPath(message.params.rootUri));
  if (message.id === undefined) return;
  const asked = { "textDocument/references": references, "textDocument/documentSymbol": symbols }[message.method];
  const result = asked ? asked(message.params) : {};
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
