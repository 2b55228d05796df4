/** The commands of the palette that hand their work to the server. */
import * as vscode from "vscode";

/** What can be asked of the server from anywhere, by the name of the extension's command. */
export const serverCommands: Readonly<Record<string, () => Promise<void>>> = {
  fixAll: () => onDocument("hermes.fixAllInFile"),
  learnHistory: () => inFolder("hermes.learnHistory"),
  review: () => inFolder("hermes.review"),
  clearReview: () => inFolder("hermes.clearReview"),
  map: () => inFolder("hermes.map"),
  draftChangelog: () => inFolder("hermes.draftChangelog"),
  commitMessage,
  readCiLog,
  triage,
};

/** Into git's own message file where that is edited; else it is shown. */
async function commitMessage(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.uri.path.endsWith("/COMMIT_EDITMSG")) await onDocument("hermes.commitMessage");
  else await inFolder("hermes.commitMessage");
}

/** The log of a failed job, as a file of this machine. */
async function readCiLog(): Promise<void> {
  const folder = await folderToWorkIn();
  if (folder === undefined) return;
  const options = { title: "The log of a CI job", openLabel: "Read", defaultUri: folder.uri };
  const [log] = (await vscode.window.showOpenDialog(options)) ?? [];
  if (log) await vscode.commands.executeCommand("hermes.readCiLog", folder.uri.toString(), log.fsPath);
}

/** What a report is about: the selected text, or else what is typed or pasted. */
async function triage(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection).trim();
  const folder = await folderToWorkIn();
  if (folder === undefined) return;
  const options = { title: "What is the report?", prompt: "A bug report, a stack trace, or some words of it." };
  const report = selected || (await vscode.window.showInputBox(options));
  if (report) await vscode.commands.executeCommand("hermes.triage", folder.uri.toString(), report);
}

async function onDocument(command: string): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document) await vscode.commands.executeCommand(command, document.uri.toString());
}

async function inFolder(command: string): Promise<void> {
  const folder = await folderToWorkIn();
  if (folder) await vscode.commands.executeCommand(command, folder.uri.toString());
}

/** The folder of what is edited; where that does not say it, the only one, or the one that is chosen. */
async function folderToWorkIn(): Promise<vscode.WorkspaceFolder | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const around = document && vscode.workspace.getWorkspaceFolder(document.uri);
  if (folders.length === 0) void vscode.window.showInformationMessage("hermes-lsp: this needs an open folder.");
  return around ?? (folders.length > 1 ? vscode.window.showWorkspaceFolderPick() : folders[0]);
}
