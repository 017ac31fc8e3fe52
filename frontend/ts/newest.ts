/** Answers that may come in any order: only the one to the newest question counts. Plain, and tested without a browser. */

export class Newest {
  #asked = new AbortController();

  /** The answer, or nothing once something newer was asked, this was dropped, or it could not be answered. */
  async answerTo<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    this.drop();
    const { signal } = this.#asked;
    const answer = await question(signal).catch(() => undefined);
    return signal.aborted ? undefined : answer;
  }

  /** Wait for nothing any more. */
  drop(): void {
    this.#asked.abort();
    this.#asked = new AbortController();
  }
}
