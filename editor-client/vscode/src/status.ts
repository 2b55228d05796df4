/** The status item: quiet, always with a word, and the way to everything else. */
import * as vscode from "vscode";
import type { ServerLife } from "./life";
import { show } from "./plain/status";

export function createStatus(server: ServerLife): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("hermesLsp.status", vscode.StatusBarAlignment.Right, 0);
  item.name = "hermes-lsp";
  item.command = "hermesLsp.showStatus";
  const update = (): void => {
    const shown = show(server.life, server.reports);
    item.text = shown.text;
    item.tooltip = shown.lines.join("\n");
    item.accessibilityInformation = { label: shown.label, role: "button" };
    // For what is shown and enabled elsewhere; see “when” in package.json.
    void vscode.commands.executeCommand("setContext", "hermesLsp.state", server.life.kind);
    void vscode.commands.executeCommand("setContext", "hermesLsp.running", server.life.kind === "running");
    void vscode.commands.executeCommand("setContext", "hermesLsp.hasModel", server.reports.some((one) => one.model));
  };
  update();
  item.show();
  return vscode.Disposable.from(item, server.onDidChange(update));
}
