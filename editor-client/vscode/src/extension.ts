/** The assembly: which part of the extension answers to what. */
import * as vscode from "vscode";
import { serverCommands } from "./commands";
import { forwardDiagnostics } from "./forward";
import { installServer } from "./install";
import { LearnedView } from "./learned";
import { ServerLife } from "./life";
import { showMenu } from "./menu";
import { commandsWithProgress } from "./longTasks";
import { tellOfSavedCells } from "./notebooks";
import { modelCommands } from "./modelCommands";
import type { Node } from "./plain/learnedTree";
import { SECTION } from "./plain/settings";
import { modelKey, onDidChangeModelKey, removeModelKey, setModelKey } from "./secrets";
import { enabled, setEnabled } from "./settings";
import { createStatus } from "./status";

let server: ServerLife | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel("hermes-lsp", { log: true });
  const middleware = commandsWithProgress(() => server?.client);
  const life = (server = new ServerLife({ context, output, middleware, modelKey: () => modelKey(context) }));
  const learned = new LearnedView(life);
  const walkthrough = `${context.extension.id}#start`;
  context.subscriptions.push(
    output,
    life,
    learned,
    createStatus(life),
    forwardDiagnostics(life),
    tellOfSavedCells(life),
    vscode.workspace.onDidChangeConfiguration((event) => void settingsChanged(life, event)),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void life.follow()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void life.refreshSettings()),
    // The server takes the key at its start only, so that no message but the first one ever carries it.
    onDidChangeModelKey(context, () => void life.restart()),
    ...commands({
      toggle: () => setEnabled(!enabled()),
      restart: () => life.restart(),
      showOutput: () => output.show(true),
      showStatus: () => showMenu(life),
      openSettings: () => vscode.commands.executeCommand("workbench.action.openSettings", `@ext:${context.extension.id}`),
      openWalkthrough: () => vscode.commands.executeCommand("workbench.action.openWalkthrough", walkthrough, false),
      installServer: () => installServer(context, output, life),
      setModelKey: () => setModelKey(context),
      removeModelKey: () => removeModelKey(context),
      ...serverCommands,
      ...modelCommands,
      "learned.refresh": () => learned.refresh(),
      "learned.open": (node?: Node) => learned.open(node),
      "learned.why": (node?: Node) => learned.why(node),
      "learned.share": (node?: Node) => learned.share(node),
      "learned.forget": (node?: Node) => learned.forget(node),
    }),
  );
  void life.follow();
}

export async function deactivate(): Promise<void> {
  await server?.end();
}

async function settingsChanged(life: ServerLife, event: vscode.ConfigurationChangeEvent): Promise<void> {
  const needStart = ["server.path", "customCheckers"];
  if (needStart.some((name) => event.affectsConfiguration(`${SECTION}.${name}`))) await life.restart();
  else if (event.affectsConfiguration(`${SECTION}.enable`)) await life.follow();
}

function commands(named: Record<string, (node?: Node) => unknown>): vscode.Disposable[] {
  return Object.entries(named).map(([name, run]) => vscode.commands.registerCommand(`${SECTION}.${name}`, run));
}
