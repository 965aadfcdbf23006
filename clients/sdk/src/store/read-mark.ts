/** Moves the user's read mark: never past messages that may still be on their way, and on the server one request at a time. */
import { hasCode, isTransient } from '../errors.ts';
import { report as reportError, type Timer } from '../platform.ts';
import { serial } from '../serial.ts';
import { type Timeline, wholeUpTo } from './timeline.ts';

/** After this a message whose Seq is missing has failed, or has got another one. As OVERLAP_MS of the server. */
const SETTLED_MS = 10_000;

const NOTHING = { seq: 0, after: 0, messages: 0 };

export interface ReadMarkParts {
  /** sends it to the server, which answers where the mark is then */
  report(seq: number): Promise<number>;
  /** what the user has got, and where the mark is */
  known(): { timeline: Timeline | undefined; readSeq: number };
  /** shows the mark here */
  moved(seq: number): void;
}

export class ReadMark {
  readonly #parts: ReadMarkParts;
  readonly #run = serial(() => this.#next());
  #wanted = 0;
  #reported = 0;
  /** the server stopped before this one, and was asked again */
  #repeated = 0;
  /** read, but behind a message that is missing after `after`; and how many messages there were between the two */
  #held = NOTHING;
  readonly #timers = new Set<Timer>();

  constructor(parts: ReadMarkParts) {
    this.#parts = parts;
  }

  get wanted(): number {
    return this.#wanted;
  }

  /** The user has read up to this message. One that is missing before it may be late: the mark waits there for ten seconds. */
  moveTo(seq: number): void {
    const { timeline, readSeq } = this.#parts.known();
    const upTo = timeline ? wholeUpTo(timeline, readSeq, seq, Date.now() - SETTLED_MS) : seq;
    if (upTo < seq && this.#held.seq < seq) {
      if (this.#held.seq <= readSeq) this.#later(() => this.#endHold());
      this.#held = { seq, after: upTo, messages: this.#count(upTo, seq) };
    }
    if (upTo > readSeq) this.#move(upTo);
  }

  /** The user has read again what they had marked as unread: the server ends the mark. @param seq where the read mark is */
  again(seq: number): void {
    this.#parts.moved(seq);
    this.#parts.report(seq).catch(() => {
      // The conversation stays marked as unread, and is so after the next sync.
    });
  }

  /** Reports again after a failure; does nothing when the server is up to date. */
  retry(): void {
    this.#run().catch(reportError);
  }

  /** Another user may log in: reports no more. */
  stop(): void {
    this.#wanted = 0;
    this.stopWaiting();
  }

  /** What waits is not marked any more. */
  stopWaiting(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #move(seq: number): void {
    this.#wanted = Math.max(this.#wanted, seq);
    this.retry();
    this.#parts.moved(seq);
  }

  #count(after: number, seq: number): number {
    const { timeline } = this.#parts.known();
    return timeline?.messages.filter(({ Seq }) => Seq > after && Seq <= seq).length ?? 0;
  }

  /** A message that has arrived meanwhile is for the application to mark. */
  #endHold(): void {
    const { seq, after, messages } = this.#held;
    this.#held = NOTHING;
    if (this.#count(after, seq) === messages && seq > this.#parts.known().readSeq) this.#move(seq);
  }

  #later(work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, SETTLED_MS);
    this.#timers.add(timer);
  }

  async #next(): Promise<void> {
    const seq = this.#wanted;
    if (this.#reported >= seq) return;
    try {
      const reached = await this.#parts.report(seq);
      if (reached < seq && this.#repeated < seq) {
        this.#repeated = seq;
        return this.#later(() => this.retry());
      }
    } catch (error) {
      // Reported at the next reconnect, or with the next message read.
      if (isTransient(error) || hasCode(error, 'not_logged_in')) return;
      // Another device was further, or the conversation is gone: there is nothing left to report.
    }
    this.#reported = Math.max(this.#reported, seq);
  }
}
