/** The server's life: found, started, watched, stopped. At most one runs, and orders are carried out one after another. */
import * as vscode from "vscode";
import { CloseAction, ErrorAction, State, type LanguageClient, type Middleware } from "vscode-languageclient/node";
import { createClient } from "./client";
import type { Missing } from "./plain/discovery";
import { afterEnd } from "./plain/restarts";
import type { Life, Report } from "./plain/status";
import { find } from "./server";
import { enabled } from "./settings";

/** What the life needs from the rest of the extension. */
export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly output: vscode.LogOutputChannel;
  readonly middleware: Middleware;
  modelKey(): Thenable<string | undefined>;
}

export class ServerLife implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private current: Life = { kind: "off" };
  private running: LanguageClient | undefined;
  private turn: Promise<void> = Promise.resolve();
  private ends: number[] = [];
  private byFolder = new Map<string | null, Report>();

  constructor(private readonly parts: Parts) {}

  get life(): Life {
    return this.current;
  }

  /** The client, while the server can be asked. */
  get client(): LanguageClient | undefined {
    return this.current.kind === "running" ? this.running : undefined;
  }

  /** True for a document that the server has. */
  watches(document: vscode.TextDocument): boolean {
    const selector = this.client?.clientOptions.documentSelector;
    return selector !== undefined && vscode.languages.match(selector as vscode.DocumentSelector, document) > 0;
  }

  /** What the server says of the folders that are open; what lies in none is told only where there is no folder. */
  get reports(): Report[] {
    const all = [...this.byFolder.values()];
    const ofFolders = all.filter((report) => report.folder !== null);
    return ofFolders.length > 0 ? ofFolders : all;
  }

  /** Start or stop, as the switch says. */
  follow(): Promise<void> {
    return this.inTurn(async () => {
      if (!enabled()) await this.stop({ kind: "off" });
      else if (this.current.kind !== "running" && this.current.kind !== "starting") await this.start();
    });
  }

  restart(): Promise<void> {
    return this.whileStopped(() => Promise.resolve());
  }

  /** Do something for which the server must not run, and start it again. */
  whileStopped(work: () => Promise<void>): Promise<void> {
    return this.inTurn(async () => {
      await this.stop({ kind: enabled() ? "starting" : "off" });
      await work();
      this.ends = [];
      if (enabled()) await this.start();
      else this.now({ kind: "off" });
    });
  }

  /** Have the server ask for its settings again, such as after the workspace was trusted. */
  async refreshSettings(): Promise<void> {
    await this.client?.sendNotification("workspace/didChangeConfiguration", { settings: null });
  }

  /** End it, and wait for that. */
  end(): Promise<void> {
    return this.inTurn(() => this.stop({ kind: "off" }));
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async start(): Promise<void> {
    const { context, output, middleware } = this.parts;
    const found = find(context);
    if (found.kind === "missing") {
      this.now({ kind: "missing", why: whyMissing(found) });
      return;
    }
    output.info(`Starting ${found.program} (${ORIGINS[found.origin]})`);
    this.now({ kind: "starting" });
    const client = createClient({
      program: found.program,
      manifest: context.extension.packageJSON,
      output,
      modelKey: await this.parts.modelKey(),
      middleware,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.ended(),
      },
    });
    this.running = client;
    client.onNotification("hermes/status", (report: Report) => {
      this.byFolder.set(report.folder, report);
      this.changed.fire();
    });
    client.onDidChangeState(({ newState }) => {
      if (this.running !== client) return;
      if (newState === State.Running) this.now({ kind: "running" });
      else if (newState === State.Starting) this.now({ kind: "starting" });
      else if (newState === State.StartFailed) this.now({ kind: "failed", why: NOT_STARTED });
    });
    try {
      await client.start();
    } catch (error) {
      output.error(`${found.program} did not start: ${String(error)}`);
      this.now({ kind: "failed", why: NOT_STARTED });
    }
  }

  private ended(): { action: CloseAction; message: string; handled: true } {
    const { ends, again } = afterEnd(this.ends, Date.now());
    this.ends = ends;
    if (again) return { action: CloseAction.Restart, message: "The server ended, and is started again", handled: true };
    this.now({ kind: "failed", why: ENDS_AGAIN });
    return { action: CloseAction.DoNotRestart, message: ENDS_AGAIN, handled: true };
  }

  private async stop(then: Life): Promise<void> {
    const client = this.running;
    this.running = undefined;
    this.now(then);
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch (error) {
      this.parts.output.info(`The server had ended before it was stopped: ${String(error)}`);
    }
  }

  private now(life: Life): void {
    if (life.kind !== "running") this.byFolder = new Map();
    this.current = life;
    this.changed.fire();
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work, work);
    return this.turn;
  }
}

const ORIGINS = { setting: "from the settings", private: "installed by this extension", path: "on PATH" };
const NOT_STARTED = "The server did not start; the output says why";
const ENDS_AGAIN = "The server ended again and again and is not started any more; the output says why";

function whyMissing(missing: Missing): string {
  if (missing.wrong !== undefined) return `There is no program ${missing.wrong}, which hermesLsp.server.path names`;
  return "The server is not installed";
}
