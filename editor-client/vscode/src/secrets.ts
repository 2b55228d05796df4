/** The key of the model, in the editor's secret storage. It goes to the server at its start, and into no setting. */
import * as vscode from "vscode";

const NAME = "hermesLsp.modelApiKey";

export function modelKey(context: vscode.ExtensionContext): Thenable<string | undefined> {
  return context.secrets.get(NAME);
}

/** Ask for the key and keep it; an empty answer changes nothing. */
export async function setModelKey(context: vscode.ExtensionContext): Promise<void> {
  const key = await vscode.window.showInputBox({
    title: "Key of the model's endpoint",
    prompt: "It is kept in the secret storage of the editor, and sent to that endpoint only.",
    password: true,
    ignoreFocusOut: true,
  });
  if (key?.trim()) await context.secrets.store(NAME, key.trim());
}

export async function removeModelKey(context: vscode.ExtensionContext): Promise<void> {
  await context.secrets.delete(NAME);
}

/** Tells of the key being set, changed or removed, in any window. */
export function onDidChangeModelKey(context: vscode.ExtensionContext, then: () => void): vscode.Disposable {
  return context.secrets.onDidChange((event) => {
    if (event.key === NAME) then();
  });
}
