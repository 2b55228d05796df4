/** Forwarding what other extensions report to the server: the developer's own fixes of that teach, too. */
import * as vscode from "vscode";
import type { ServerLife } from "./life";
import { Forwarder, isOurs, type Reported } from "./plain/forwarding";
import { own } from "./settings";

export function forwardDiagnostics(server: ServerLife): vscode.Disposable {
  const forwarder = new Forwarder<vscode.Diagnostic>(current, send);
  const documents = (): readonly vscode.TextDocument[] => vscode.workspace.textDocuments;
  let told: unknown;

  function current(uri: string): Reported<vscode.Diagnostic> | undefined {
    if (!own("forwardDiagnostics", true) || !takesDiagnostics(server)) return undefined;
    const document = documents().find((each) => each.uri.toString() === uri);
    if (document === undefined || !server.watches(document)) return undefined;
    const diagnostics = vscode.languages.getDiagnostics(document.uri).filter((each) => !isOurs(each));
    return { version: document.version, diagnostics };
  }

  function send(uri: string, reported: Reported<vscode.Diagnostic>): void {
    const client = server.client;
    if (client === undefined) return;
    const { code2ProtocolConverter: to } = client;
    void client.sendNotification("hermes/diagnostics", {
      uri: to.asUri(vscode.Uri.parse(uri)),
      version: reported.version,
      diagnostics: to.asDiagnosticsSync([...reported.diagnostics]),
    });
  }

  /** A server that has just started has heard nothing yet. */
  function toNewServer(): void {
    if (server.client === told) return;
    told = server.client;
    forwarder.reset();
    for (const document of documents()) forwarder.changed(document.uri.toString());
  }

  return vscode.Disposable.from(
    vscode.languages.onDidChangeDiagnostics(({ uris }) => uris.forEach((uri) => forwarder.changed(uri.toString()))),
    vscode.workspace.onDidOpenTextDocument((document) => forwarder.changed(document.uri.toString())),
    vscode.workspace.onDidCloseTextDocument((document) => forwarder.closed(document.uri.toString())),
    server.onDidChange(toNewServer),
    { dispose: () => forwarder.reset() },
  );
}

function takesDiagnostics(server: ServerLife): boolean {
  const experimental: unknown = server.client?.initializeResult?.capabilities.experimental;
  return (experimental as { hermesDiagnostics?: unknown } | undefined)?.hermesDiagnostics === true;
}
