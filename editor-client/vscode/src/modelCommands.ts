/** What a model can be asked to do at the place of the cursor or the selection, where one is configured. */
import * as vscode from "vscode";

export const modelCommands: Readonly<Record<string, () => Promise<void>>> = {
  refactor: () => atSelection("hermes.refactor", "How shall it be refactored?"),
  generate: () => atSelection("hermes.generate", "What shall be written here?"),
  writeDocs: () => atSelection("hermes.writeDocs"),
  writeTests: () => atSelection("hermes.writeTests"),
  explainWithModel: () => atSelection("hermes.explainWithModel"),
};

/** @param question asked first, where the server needs an instruction; no answer, no request */
async function atSelection(command: string, question?: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return;
  const instruction = question && (await vscode.window.showInputBox({ title: question, ignoreFocusOut: true }))?.trim();
  if (question && !instruction) return;
  const place = { start: position(editor.selection.start), end: position(editor.selection.end) };
  const more = instruction ? [instruction] : [];
  await vscode.commands.executeCommand(command, editor.document.uri.toString(), place, ...more);
}

function position({ line, character }: vscode.Position): { line: number; character: number } {
  return { line, character };
}
