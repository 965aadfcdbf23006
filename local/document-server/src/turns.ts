/**
 * Bounds what one turn of the event loop may take. A long operation is a generator that yields PAUSE once its time
 * slice is over; it goes on in a later turn, after the writes of this one are committed. A short operation never
 * pauses and so runs in one turn, never seen half done.
 */
import { ServerError } from './errors.ts';

/** A text, because the types of symbols widen in generators. What pauses here yields documents and rows, no texts. */
export const PAUSE = 'pause' as const;
export type Pause = typeof PAUSE;

/** A computation that may pause on its way to its result. */
export type Paused<T> = Generator<Pause, T>;

const SLICE_MS = 10;
const never = Number.POSITIVE_INFINITY;

/** Of the slice that runs now, on the clock of performance.now(). Outside a slice nothing ends. */
let sliceEnd = never;
let deadline = never;

/** True when the operation is to yield PAUSE. Throws once maxTimeMS is over. */
export function sliceIsOver(): boolean {
  const now = performance.now();
  if (now > deadline) throw timeExceeded();
  return now > sliceEnd;
}

/** For loops that cannot pause, such as those of expressions. */
export function checkTime(): void {
  if (deadline !== never && performance.now() > deadline) throw timeExceeded();
}

/** How long a step that cannot be interrupted from within may take. */
export function remainingTime(): number {
  return deadline - performance.now();
}

export const timeExceeded = (): ServerError =>
  new ServerError('MaxTimeMSExpired', 'operation exceeded time limit');

/** The time of one operation. */
export class TimeLimit {
  #deadline: number;
  #mayPause = true;
  #sliceEnd = never;

  constructor(maxTimeMS: number | undefined) {
    this.#deadline = maxTimeMS ? performance.now() + maxTimeMS : never;
  }

  /** Shortens the limit to so many milliseconds from now. */
  limitTo(milliseconds: number): void {
    this.#deadline = Math.min(this.#deadline, performance.now() + milliseconds);
    if (sliceEnd !== never) deadline = this.#deadline;
  }

  /** Runs a step within a new slice. */
  slice<T>(step: () => T): T {
    this.#sliceEnd = performance.now() + SLICE_MS;
    [sliceEnd, deadline] = [this.#mayPause ? this.#sliceEnd : never, this.#deadline];
    try {
      return step();
    } finally {
      sliceEnd = deadline = never;
    }
  }

  /** Until the turn is released the operation does not pause: what it writes must be committed together. */
  holdTurn(): void {
    this.#mayPause = false;
    sliceEnd = never;
  }

  releaseTurn(): void {
    this.#mayPause = true;
    sliceEnd = this.#sliceEnd;
  }
}

export interface Between {
  /** Resolves once the writes of the turn are committed, which the operation may have read. */
  committed(): Promise<void> | undefined;
  /** Why the operation must not go on. */
  interruption(): Error | undefined;
}

/** Lets paused operations go on, one per turn, so that new commands wait for a single slice. */
export class Turns {
  readonly #waiting: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) this.#schedule();
    });
  }

  /** Runs the rest of a paused operation, a slice per turn. */
  async finish<T>(rest: Paused<T>, time: TimeLimit, between: Between): Promise<T> {
    for (;;) {
      const failure = await failureOf(between.committed());
      await this.next();
      const step = time.slice(() => {
        const reason = failure ?? between.interruption();
        return reason ? rest.throw(reason) : rest.next();
      });
      if (step.done) return step.value;
    }
  }

  #schedule(): void {
    setImmediate(() => {
      this.#waiting.shift()?.();
      if (this.#waiting.length > 0) this.#schedule();
    });
  }
}

/** Why the writes of the turn were undone. */
async function failureOf(committed: Promise<void> | undefined): Promise<Error | undefined> {
  try {
    await committed;
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** The result of a computation that does not pause, because what it works on is small. */
export function atOnce<T>(computation: Paused<T>): T {
  for (;;) {
    const step = computation.next();
    if (step.done) return step.value;
  }
}

/** All items of a source that may pause. */
export function* collected<T>(source: Iterable<T | Pause>): Paused<T[]> {
  const items: T[] = [];
  for (const item of source) {
    if (item === PAUSE) yield PAUSE;
    else items.push(item as T);
  }
  return items;
}

const RUN = 2048;

/** Sorts like Array.sort, stably, pausing between the runs that it sorts and merges. */
export function* sorted<T>(items: T[], compare: (a: T, b: T) => number): Paused<T[]> {
  if (items.length <= RUN) return items.sort(compare);
  let from: T[] = [];
  for (let start = 0; start < items.length; start += RUN) {
    for (const item of items.slice(start, start + RUN).sort(compare)) from.push(item);
    if (sliceIsOver()) yield PAUSE;
  }
  let to: T[] = new Array(items.length);
  for (let width = RUN; width < items.length; width *= 2) {
    for (let start = 0; start < items.length; start += 2 * width) {
      const middle = Math.min(start + width, items.length);
      const end = Math.min(start + 2 * width, items.length);
      for (let at = start, left = start, right = middle; at < end; at++) {
        const takeLeft = left < middle && (right >= end || compare(from[left] as T, from[right] as T) <= 0);
        to[at] = from[takeLeft ? left++ : right++] as T;
        if (at % 256 === 0 && sliceIsOver()) yield PAUSE;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
