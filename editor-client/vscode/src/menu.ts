/** The menu behind the status item: what goes on, and what can be done about it. */
import * as vscode from "vscode";
import type { ServerLife } from "./life";
import { show, type Life } from "./plain/status";

interface Entry extends vscode.QuickPickItem {
  readonly command?: string;
}

export async function showMenu(server: ServerLife): Promise<void> {
  const shown = show(server.life, server.reports);
  const about: Entry = { label: "", kind: vscode.QuickPickItemKind.Separator };
  const facts: Entry[] = shown.lines.slice(1).map((label) => ({ label: `$(info) ${label}`, command: "hermesLsp.showOutput" }));
  const chosen = await vscode.window.showQuickPick([...commandsFor(server.life), about, ...facts], {
    title: shown.lines[0] ?? "hermes-lsp",
    placeHolder: "What do you want to do?",
  });
  if (chosen?.command) await vscode.commands.executeCommand(chosen.command);
}

function commandsFor(life: Life): Entry[] {
  const entries: Entry[] = [];
  if (life.kind === "missing") {
    entries.push({ label: "$(cloud-download) Install the server…", command: "hermesLsp.installServer" });
  }
  if (life.kind === "off") {
    entries.push({ label: "$(play) Turn hermes-lsp on", command: "hermesLsp.toggle" });
  } else {
    entries.push(
      { label: "$(mortar-board) Show what was learned", command: "hermesLsp.learned.focus" },
      { label: "$(circle-slash) Turn hermes-lsp off", command: "hermesLsp.toggle" },
      { label: "$(debug-restart) Restart the server", command: "hermesLsp.restart" },
    );
  }
  entries.push(
    { label: "$(output) Show the output", command: "hermesLsp.showOutput" },
    { label: "$(key) Set the key of the model…", command: "hermesLsp.setModelKey" },
    { label: "$(gear) Open the settings", command: "hermesLsp.openSettings" },
    { label: "$(book) Show the first steps", command: "hermesLsp.openWalkthrough" },
  );
  return entries;
}
