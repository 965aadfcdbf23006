/** Shares the result of an action among the calls that are made while it runs. */
export class InFlight<Result> {
  #current: { key: unknown; result: Promise<Result> } | undefined;

  get isRunning(): boolean {
    return this.#current !== undefined;
  }

  /** @param key of the action: calls with the same key share it */
  run(key: unknown, action: () => Promise<Result>): Promise<Result> {
    if (this.#current && this.#current.key === key) return this.#current.result;
    const current = {
      key,
      result: action().finally(() => {
        if (this.#current === current) this.#current = undefined;
      }),
    };
    this.#current = current;
    return current.result;
  }
}
