import { apply } from './apply.ts';
import type { Change } from './change.ts';
import { initialState, type State } from './state.ts';

/** Holds the present state. */
export class Store {
  readonly #own: () => string | undefined;
  readonly #changed: (before: State, after: State) => void;
  #state = initialState();
  #era = 0;

  /** @param own username of the user who is logged in */
  constructor(own: () => string | undefined, changed: (before: State, after: State) => void) {
    this.#own = own;
    this.#changed = changed;
  }

  get state(): State {
    return this.#state;
  }

  /** Changes when another user logs in: what was requested before does not concern the state any more. */
  get era(): number {
    return this.#era;
  }

  apply(change: Change): void {
    const before = this.#state;
    const own = this.#own() ?? '';
    const next = apply(before.own === own ? before : { ...before, own }, change);
    if (next === before) return;
    this.#state = next;
    this.#changed(before, next);
  }

  /** Forgets everything: another user may log in. */
  reset(): void {
    this.#era++;
    this.#state = initialState('', this.#state.socket);
  }
}
