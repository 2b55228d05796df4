// Another extension that publishes diagnostics: those of the real ruff, for open Python files and cells of notebooks.
// It also says in the status bar when hermes-lsp has looked at the file, so that a test need not guess.
const { execFile } = require("node:child_process");
const path = require("node:path");
const vscode = require("vscode");

exports.activate = (context) => {
  const shown = vscode.languages.createDiagnosticCollection("ruff");
  const known = vscode.window.createStatusBarItem("checked", vscode.StatusBarAlignment.Left, -1000);
  context.subscriptions.push(
    shown,
    known,
    vscode.workspace.onDidOpenTextDocument((document) => check(document, shown)),
    vscode.workspace.onDidChangeTextDocument((event) => check(event.document, shown)),
    vscode.workspace.onDidCloseTextDocument((document) => shown.delete(document.uri)),
    vscode.window.onDidChangeActiveTextEditor(() => follow(known)),
  );
  vscode.workspace.textDocuments.forEach((document) => check(document, shown));
  follow(known);
};

function check(document, shown) {
  if (document.languageId !== "python") return;
  const version = document.version;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? path.dirname(document.uri.fsPath);
  const name = document.uri.fsPath.replace(/\.ipynb$/, ".py"); // it gets the text of a cell, not the notebook
  const options = ["check", "--output-format=json", "--no-cache", "--exit-zero", "--stdin-filename", name, "-"];
  const ruff = execFile(process.env.RUFF_OF_THE_TESTS, options, { cwd: folder }, (error, output) => {
    if (error) throw error;
    if (!document.isClosed && document.version === version) shown.set(document.uri, JSON.parse(output).map((found) => diagnostic(document, found)));
  });
  ruff.stdin.end(document.getText());
}

function diagnostic(document, found) {
  // Ruff counts characters, VS Code counts UTF-16 units.
  const at = ({ row, column }) => {
    const before = Array.from(document.lineAt(row - 1).text).slice(0, column - 1);
    return new vscode.Position(row - 1, before.join("").length);
  };
  const range = new vscode.Range(at(found.location), at(found.end_location));
  const one = new vscode.Diagnostic(range, found.message, vscode.DiagnosticSeverity.Warning);
  one.source = "Ruff";
  one.code = { value: found.code, target: vscode.Uri.parse(found.url) };
  return one;
}

async function follow(known) {
  known.hide();
  for (;;) {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (uri === undefined) return;
    // There is no such command until the server runs.
    const status = await vscode.commands.executeCommand("hermes.status", uri.toString()).then((answer) => answer, () => undefined);
    if (uri !== vscode.window.activeTextEditor?.document.uri) return;
    if (status?.checked) {
      known.text = `checked ${path.basename(uri.path)}`;
      known.show();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
