/** Says what to do while VS Code shows the parts of an edit: none of them is chosen at first, which is easy to overlook. */
import * as vscode from "vscode";
import { CancellationToken, type WorkspaceMiddleware } from "vscode-languageclient/node";
import { isForReview } from "./plain/review";

const HINT = "$(checklist) hermes-lsp: tick the parts of the edit that you want, then Apply";

export const hintOnReview: Required<Pick<WorkspaceMiddleware, "handleApplyEdit">> = {
  handleApplyEdit: (params, next) => {
    const answer = Promise.resolve(next(params, CancellationToken.None));
    if (isForReview(params.edit)) vscode.window.setStatusBarMessage(HINT, answer);
    return answer;
  },
};
