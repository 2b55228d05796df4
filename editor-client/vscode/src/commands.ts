/** The commands of the palette that hand their work to the server. */
import * as vscode from "vscode";

/** Apply all proven fixes of the file that is edited. */
export async function fixAll(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document) await vscode.commands.executeCommand("hermes.fixAllInFile", document.uri.toString());
}

/** Learn from the commits of the folder that is worked in. */
export async function learnHistory(): Promise<void> {
  const folder = await folderToWorkIn();
  if (folder) await vscode.commands.executeCommand("hermes.learnHistory", folder.uri.toString());
}

async function folderToWorkIn(): Promise<vscode.WorkspaceFolder | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const around = document && vscode.workspace.getWorkspaceFolder(document.uri);
  return around ?? (folders.length > 1 ? vscode.window.showWorkspaceFolderPick() : folders[0]);
}
