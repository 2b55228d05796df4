/** Pages of the server that are better looked at than read as text. */
import * as vscode from "vscode";
import type { ShowDocumentParams, ShowDocumentResult, WindowMiddleware } from "vscode-languageclient/node";
import { isDrawing } from "./plain/pages";

/** Shows pages with a drawing as a preview; everything else as the text that it is, so that a skill can be edited. */
export const previewOfDrawings: Required<Pick<WindowMiddleware, "showDocument">> = {
  showDocument: async (params: ShowDocumentParams, token, next): Promise<ShowDocumentResult> => {
    if (!isDrawing(params)) return (await next(params, token)) as ShowDocumentResult;
    await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.parse(params.uri));
    return { success: true };
  },
};
