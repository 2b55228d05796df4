/** How often a server that ended by itself is started again: a crash now and then is mended, a loop is not kept up. */

export const MOST = 4;
export const WITHIN = 3 * 60_000;

/**
 * The ends that still count after one more at `now`, and whether to start again.
 *
 * @param ends earlier ends, in milliseconds, oldest first
 */
export function afterEnd(ends: readonly number[], now: number): { ends: number[]; again: boolean } {
  const recent = [...ends.filter((each) => now - each < WITHIN), now];
  return { ends: recent, again: recent.length <= MOST };
}
