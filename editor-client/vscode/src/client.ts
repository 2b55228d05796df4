/** The language client: what it watches, what it declares, and what it tells the server of settings. */
import * as os from "node:os";
import * as readline from "node:readline";
import * as vscode from "vscode";
import {
  LanguageClient,
  RevealOutputChannelOn,
  type ClientCapabilities,
  type ErrorHandler,
  type LanguageClientOptions,
  type Middleware,
  type StaticFeature,
} from "vscode-languageclient/node";
import { previewOfDrawings } from "./pages";
import { hintOnReview } from "./review";
import { documentSelector } from "./plain/documents";
import { SECTION } from "./plain/settings";
import { forServer } from "./settings";

export interface ClientSetUp {
  readonly program: string;
  readonly manifest: unknown;
  readonly output: vscode.LogOutputChannel;
  readonly modelKey: string | undefined;
  readonly errorHandler: ErrorHandler;
  readonly middleware: Middleware;
}

export function createClient(setUp: ClientSetUp): LanguageClient {
  const custom = vscode.workspace.getConfiguration(SECTION).get<unknown>("customCheckers");
  const options: LanguageClientOptions = {
    documentSelector: documentSelector(custom),
    outputChannel: setUp.output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: setUp.modelKey ? { secrets: { modelApiKey: setUp.modelKey } } : {},
    initializationFailedHandler: () => false,
    errorHandler: setUp.errorHandler,
    markdown: { isTrusted: false, supportHtml: false },
    diagnosticCollectionName: "hermes",
    stdioOptions: {
      stdout: () => undefined,
      // Its log; what matters in it comes as messages of the protocol, too.
      stderr: (input, channel) => readline.createInterface({ input }).on("line", (line) => channel.info(line)),
    },
    middleware: {
      ...setUp.middleware,
      window: previewOfDrawings,
      workspace: {
        configuration: (params, token, next) =>
          params.items.map((item) =>
            item.section === SECTION
              ? forServer(setUp.manifest, item.scopeUri ? vscode.Uri.parse(item.scopeUri) : undefined)
              : firstOf(next({ items: [item] }, token)),
          ),
        // The server asks for what it wants to know; pushed, all defaults would come along.
        didChangeConfiguration: (_sections, next) => next(undefined),
        ...hintOnReview,
      },
    },
  };
  const server = { command: setUp.program, args: ["--stdio"], options: { cwd: os.homedir() } };
  const client = new QuietClient("hermes-lsp", "hermes-lsp", server, options);
  client.registerFeature(ourCapabilities);
  return client;
}

/** Failures go to the log and the status item. Nothing pops up that the user did not ask for. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

const ourCapabilities: StaticFeature = {
  fillClientCapabilities(capabilities: ClientCapabilities) {
    const others = capabilities.experimental as object | undefined;
    capabilities.experimental = { ...others, hermesStatus: true, hermesAttention: true };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

function firstOf(answer: unknown): unknown {
  return Array.isArray(answer) ? answer[0] : null;
}
