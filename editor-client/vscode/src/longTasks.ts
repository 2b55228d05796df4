/** Work that takes long: shown as a notification with a Cancel button, which ends the work in the server, too. */
import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import {
  ExecuteCommandRequest,
  State,
  WorkDoneProgress,
  WorkDoneProgressCancelNotification,
  type ExecuteCommandMiddleware,
  type LanguageClient,
} from "vscode-languageclient/node";
import { describeProgress } from "./plain/progress";

/** The server's commands that go on after they were answered, with what they are called while they do. */
const LONG: Readonly<Record<string, string>> = {
  "hermes.fixWithModel": "hermes-lsp: asking the model",
  "hermes.refactor": "hermes-lsp: asking the model",
  "hermes.generate": "hermes-lsp: asking the model",
  "hermes.writeDocs": "hermes-lsp: asking the model",
  "hermes.writeTests": "hermes-lsp: asking the model",
  "hermes.explainWithModel": "hermes-lsp: asking the model",
  "hermes.fixAllInWorkspace": "hermes-lsp: fixing the workspace",
  "hermes.learnHistory": "hermes-lsp: learning from the history",
  "hermes.review": "hermes-lsp: reviewing",
  "hermes.triage": "hermes-lsp: looking through the repository",
  "hermes.map": "hermes-lsp: drawing the map",
  "hermes.draftChangelog": "hermes-lsp: drafting the changelog",
  "hermes.readCiLog": "hermes-lsp: reading the log",
};

/** Runs the server's commands; the long ones with their progress. */
export function commandsWithProgress(running: () => LanguageClient | undefined): ExecuteCommandMiddleware {
  return {
    executeCommand: (command, args, next) => {
      const title = LONG[command];
      const client = running();
      return title === undefined || client === undefined ? next(command, args) : follow(client, title, command, args);
    },
  };
}

function follow(client: LanguageClient, title: string, command: string, args: unknown[]): Thenable<unknown> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (shown, cancelled) => {
    const workDoneToken = `hermes-vscode-${randomUUID()}`;
    const listeners: vscode.Disposable[] = [];
    return new Promise<void>((resolve, reject) => {
      let done = 0;
      listeners.push(
        client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
          if (value.kind === "end") {
            resolve();
            return;
          }
          const told = describeProgress(value, done);
          done = told.done;
          shown.report(told.shown);
        }),
        client.onDidChangeState(({ newState }) => {
          if (newState !== State.Running) resolve(); // what it was doing ended with it
        }),
        cancelled.onCancellationRequested(() => {
          void client.sendNotification(WorkDoneProgressCancelNotification.type, { token: workDoneToken });
          resolve();
        }),
      );
      client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args, workDoneToken }).catch(reject);
    }).finally(() => vscode.Disposable.from(...listeners).dispose());
  });
}
