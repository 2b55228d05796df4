/** Saving a notebook saves its cells; the protocol has documents only, so each cell is told of. */
import * as vscode from "vscode";
import { DidSaveTextDocumentNotification } from "vscode-languageclient/node";
import type { ServerLife } from "./life";

export function tellOfSavedCells(server: ServerLife): vscode.Disposable {
  return vscode.workspace.onDidSaveNotebookDocument((notebook) => {
    const client = server.client;
    if (client === undefined) return;
    for (const { document } of notebook.getCells()) {
      if (!server.watches(document)) continue;
      const textDocument = { uri: client.code2ProtocolConverter.asUri(document.uri) };
      void client.sendNotification(DidSaveTextDocumentNotification.type, { textDocument });
    }
  });
}
