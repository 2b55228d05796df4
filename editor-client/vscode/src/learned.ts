/** The view “Learned”: skills, conventions and episodes, with what can be done with each. */
import * as vscode from "vscode";
import { ExecuteCommandRequest, type LanguageClient } from "vscode-languageclient/node";
import type { ServerLife } from "./life";
import { Debouncer } from "./plain/debounce";
import { learnedTree, skillsIn, type Knowledge, type Node, type Unknown } from "./plain/learnedTree";

const VIEW = "hermesLsp.learned";
const QUIET = 400;

export class LearnedView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;
  private readonly debouncer = new Debouncer(QUIET);
  private readonly listening: vscode.Disposable;
  private roots: Node[] = [];

  constructor(private readonly server: ServerLife) {
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.listening = vscode.Disposable.from(
      server.onDidChange(() => this.refreshSoon()),
      this.view.onDidChangeVisibility(() => this.refreshSoon()),
    );
  }

  getChildren(node?: Node): Node[] {
    return [...(node?.children ?? this.roots)];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(node.label, node.children.length === 0 ? None : node.expanded ? Expanded : Collapsed);
    item.id = node.id;
    item.description = node.description;
    item.tooltip = node.tooltip || node.spoken;
    item.iconPath = new vscode.ThemeIcon(node.icon);
    item.accessibilityInformation = { label: node.spoken };
    item.contextValue = contextOf(node);
    if (node.opens) item.command = { command: `${VIEW}.open`, title: "Open", arguments: [node] };
    return item;
  }

  /** Ask the server again. */
  async refresh(): Promise<void> {
    const client = this.server.client;
    const uris: (string | null)[] = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.toString());
    if (uris.length === 0) uris.push(null);
    this.show(client ? learnedTree(await Promise.all(uris.map((uri) => ask(client, uri))), uris) : []);
  }

  async open(node?: Node): Promise<void> {
    const chosen = node ?? (await this.choose("Open which?", (each) => each.opens !== undefined && each.key !== undefined));
    if (chosen?.opens === undefined) return;
    const selection = new vscode.Range(chosen.opens.line, 0, chosen.opens.line, 0);
    // With the editor that belongs to the file: an episode may lie in a notebook.
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(chosen.opens.uri), { selection });
  }

  async why(node?: Node): Promise<void> {
    const chosen = node ?? (await this.choose("Why is it there?", (each) => each.key !== undefined));
    if (chosen?.key) await vscode.commands.executeCommand("hermes.why", chosen.folder, chosen.key);
  }

  async share(node?: Node): Promise<void> {
    const chosen = node ?? (await this.choose("Share which skill with the project?", (each) => each.canShare));
    if (chosen?.canShare) await vscode.commands.executeCommand("hermes.share", chosen.folder, chosen.key);
  }

  async forget(node?: Node): Promise<void> {
    const chosen = node ?? (await this.choose("Forget which skill?", (each) => each.canForget));
    if (!chosen?.canForget) return;
    const options = { modal: true, detail: "Its folder is moved into the trash of hermes-lsp. What the journal says of it stays." };
    if ((await vscode.window.showWarningMessage(`Forget ${chosen.key}?`, options, "Forget")) !== "Forget") return;
    await vscode.commands.executeCommand("hermes.forget", chosen.folder, chosen.key);
    await this.refresh();
  }

  dispose(): void {
    vscode.Disposable.from(this.debouncer, this.listening, this.view, this.changed).dispose();
  }

  /** While VS Code takes over a new tree, it knows none of the lines that it still shows: a menu would open on nothing. */
  private show(roots: Node[]): void {
    if (JSON.stringify(roots) === JSON.stringify(this.roots)) return;
    this.roots = roots;
    this.changed.fire();
  }

  private refreshSoon(): void {
    if (this.view.visible) this.debouncer.schedule(VIEW, () => void this.refresh());
  }

  /** What is selected in the view, as by a key that was pressed there; else a choice from all. */
  private async choose(question: string, may: (node: Node) => boolean): Promise<Node | undefined> {
    const [selected] = this.view.selection;
    if (selected && may(selected) && this.view.visible) return selected;
    if (this.roots.length === 0) await this.refresh();
    const entries = skillsIn(this.roots, may).map((node) => ({ label: node.label, description: node.description, node }));
    if (entries.length === 0) {
      void vscode.window.showInformationMessage("hermes-lsp: there is nothing to choose from yet.");
      return undefined;
    }
    return (await vscode.window.showQuickPick(entries, { placeHolder: question, matchOnDescription: true }))?.node;
  }
}

async function ask(client: LanguageClient, uri: string | null): Promise<Knowledge | Unknown> {
  try {
    return await client.sendRequest(ExecuteCommandRequest.type, { command: "hermes.knowledge", arguments: [uri] });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { folder: uri === null ? null : vscode.Uri.parse(uri).fsPath, why };
  }
}

/** What the menus of an item go by. */
function contextOf(node: Node): string {
  const parts = [node.opens && "open", node.key && "why", node.canShare && "share", node.canForget && "forget"];
  return parts.filter(Boolean).join(" ");
}
