/** What is forwarded to the server of what other extensions report, and when. Knows nothing of VS Code. */
import { Debouncer } from "./debounce";

export const QUIET = 300;

/** Diagnostics as they are now, for one version of one document. */
export interface Reported<D> {
  readonly version: number;
  readonly diagnostics: readonly D[];
}

/** The server's own; it has no need to hear of them again. */
export function isOurs(diagnostic: { readonly source?: string | undefined }): boolean {
  return diagnostic.source === "hermes" || diagnostic.source === "hermes-lsp";
}

/**
 * Tells of each document what was reported last, and nothing twice.
 *
 * A report belongs to the text that it was made for. If that is edited before the quiet is over, nothing is sent: the
 * checker that reported will do so again, for the new text.
 */
export class Forwarder<D> {
  private readonly sent = new Map<string, string>();
  private readonly debouncer: Debouncer;

  /**
   * @param current what is reported now; undefined for a document that the server does not have
   * @param send takes it to the server
   */
  constructor(
    private readonly current: (uri: string) => Reported<D> | undefined,
    private readonly send: (uri: string, reported: Reported<D>) => void,
    milliseconds: number = QUIET,
  ) {
    this.debouncer = new Debouncer(milliseconds);
  }

  /** Something was reported for a document. */
  changed(uri: string): void {
    const then = this.current(uri);
    if (then === undefined) return;
    this.debouncer.schedule(uri, () => {
      const now = this.current(uri);
      if (now?.version === then.version) this.tell(uri, now);
    });
  }

  closed(uri: string): void {
    this.debouncer.cancel(uri);
    this.sent.delete(uri);
  }

  /** Forget what was sent, such as for a new server. */
  reset(): void {
    this.debouncer.dispose();
    this.sent.clear();
  }

  private tell(uri: string, now: Reported<D>): void {
    const text = JSON.stringify(now);
    if (this.sent.get(uri) === text) return;
    this.sent.set(uri, text);
    this.send(uri, now);
  }
}
