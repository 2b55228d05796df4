/** Progress of the protocol, as a notification wants it: what was done since the last report, and one line of text. */

export interface Told {
  readonly title?: string;
  readonly message?: string;
  readonly percentage?: number;
}

/** @param done what was shown so far, in percent */
export function describeProgress(told: Told, done: number): { done: number; shown: { message?: string; increment?: number } } {
  const now = told.percentage === undefined ? done : Math.max(done, Math.min(told.percentage, 100));
  const message = told.message ?? told.title?.replace(/^hermes: /, "");
  return { done: now, shown: { ...(message ? { message } : {}), ...(now > done ? { increment: now - done } : {}) } };
}
