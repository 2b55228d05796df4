/** One report for many events: what happens to a key is told once it has been quiet for a while. */

export class Debouncer {
  private readonly waiting = new Map<string, NodeJS.Timeout>();

  constructor(private readonly milliseconds: number) {}

  /** Do this after the quiet; something newer under the same key takes its place. */
  schedule(key: string, work: () => void): void {
    this.cancel(key);
    const timer = setTimeout(() => {
      this.waiting.delete(key);
      work();
    }, this.milliseconds);
    this.waiting.set(key, timer);
  }

  cancel(key: string): void {
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
  }

  dispose(): void {
    for (const key of [...this.waiting.keys()]) this.cancel(key);
  }
}
