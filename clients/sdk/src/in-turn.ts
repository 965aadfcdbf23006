/** Runs the actions of each key one after the other, in the order of the calls. A failure does not stop the next one. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  run<Result>(key: string, action: () => Promise<Result>): Promise<Result> {
    const result = this.#last.get(key)?.then(action, action) ?? action();
    this.#last.set(key, result);
    const finished = () => {
      if (this.#last.get(key) === result) this.#last.delete(key);
    };
    result.then(finished, finished);
    return result;
  }
}
