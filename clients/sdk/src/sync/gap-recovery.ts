/** Notices missed events and syncs the state, after a short wait, because they may still arrive. */

import { monotonic, type Timer } from '../platform.ts';
import { DelayedCheck } from './delayed-check.ts';
import { VersionGaps } from './version-gaps.ts';

/** Events can overtake each other. */
const LATE_MS = 1_000;
/** Finds a lost push that no other one follows. */
const REGULARLY_MS = 120_000;
/** An event is certainly missing. The short wait collects further ones. */
const CERTAIN_MS = 100;

export class GapRecovery {
  readonly #gaps = new VersionGaps();
  readonly #check: (conversations: string[]) => Promise<void>;
  readonly #delayed: DelayedCheck;
  #timer: Timer | undefined;
  #regular: Timer | undefined;
  #due = Number.POSITIVE_INFINITY;
  #isCertain = false;

  /** @param check syncs; gets the conversations in which a version is missing, if any */
  constructor(check: (conversations: string[]) => Promise<void>) {
    this.#check = check;
    this.#delayed = new DelayedCheck(check);
  }

  /** An event with this version arrived. */
  note(conversation: string, version: number): void {
    if (this.#gaps.note(conversation, version)) this.#lookIn(LATE_MS);
  }

  /** Everything up to this version is known, except for changes that are being written. */
  settle(conversation: string, version: number): void {
    if (this.#gaps.settle(conversation, version)) this.#delayed.note(conversation);
  }

  /** Whether everything up to this version is known. */
  covers(conversation: string, version: number): boolean {
    return this.#gaps.covers(conversation, version);
  }

  /** There is a socket: checks regularly from now on. */
  watch(): void {
    this.unwatch();
    this.#regular = setInterval(() => this.checkSoon(), REGULARLY_MS);
    this.#delayed.watch();
  }

  unwatch(): void {
    clearInterval(this.#regular);
    this.#delayed.unwatch();
  }

  /** An event shows that another one is missing. */
  checkSoon(): void {
    this.#isCertain = true;
    this.#lookIn(CERTAIN_MS);
  }

  #lookIn(milliseconds: number): void {
    const due = monotonic() + milliseconds;
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#look(), milliseconds);
  }

  #look(): void {
    this.#due = Number.POSITIVE_INFINITY;
    const missing = this.#gaps.open;
    const isNeeded = this.#isCertain || missing.size > 0;
    this.#isCertain = false;
    if (!isNeeded) return;
    this.#check([...missing.keys()]).then(
      // A message that is hidden from this user leaves only its version missing.
      () => {
        for (const [conversation, version] of missing) this.settle(conversation, version);
      },
      () => {
        // The next sync looks again.
      },
    );
  }

  clear(): void {
    this.unwatch();
    clearTimeout(this.#timer);
    this.#due = Number.POSITIVE_INFINITY;
    this.#isCertain = false;
    this.#gaps.clear();
    this.#delayed.clear();
  }
}
