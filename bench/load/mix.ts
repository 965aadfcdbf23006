/** People who chat as in a real product: the room they are in, and how often each does what. */
import { Random } from '../../local/demo/random.ts';
import { Refusal } from './api.ts';
import { arrivals, type Phase } from './arrivals.ts';
import { Chatter, type Observer } from './chatter.ts';
import { type Entry, Ledger } from './ledger.ts';
import type { Meter } from './meter.ts';
import type { Person } from './people.ts';

/** Of a hundred operations; a page load is an inbox and a list, an event that was missed a sync. */
const SHARES = {
  send: 28,
  list: 15,
  inbox: 7,
  'sync inbox': 15,
  'sync conversation': 13,
  typing: 12,
  'mark read': 9,
  reconnect: 1,
} as const;
type Kind = keyof typeof SHARES;

const KINDS = Object.entries(SHARES).flatMap(([kind, share]) => Array<Kind>(share).fill(kind as Kind));

/** Everybody's neighbours to both sides, as if around a table. */
const SIDE = 2;

function peersOf(index: number, people: readonly Person[]): string[] {
  const steps = [...Array(SIDE).keys()].flatMap((step) => [step + 1, -step - 1]);
  const names = steps.map(
    (step) => people.at((index + step + people.length) % people.length)?.username ?? '',
  );
  return [...new Set(names)].filter((name) => name !== people[index]?.username);
}

export class Room implements Observer {
  /** first for the preparation, then for the measurement */
  meter: Meter;
  readonly ledger = new Ledger();
  readonly chatters: Chatter[];
  /** intended starts of what has not been seen on the other side */
  readonly #sent = new Map<string, number>();
  readonly #typing = new Map<string, number>();

  constructor(people: readonly Person[], meter: Meter) {
    this.meter = meter;
    this.chatters = people.map((person, index) => new Chatter(this, person, peersOf(index, people)));
  }

  sent({ clientId }: Entry, intended: number): void {
    this.#sent.set(clientId, intended);
  }

  frameSeen(clientId: string): void {
    const intended = this.#sent.get(clientId);
    if (intended === undefined) return;
    this.#sent.delete(clientId);
    this.meter.took('send → frame', intended);
  }

  typed(from: string, to: string, intended: number): void {
    this.#typing.set(`${from}>${to}`, intended);
    this.meter.count('typing frames sent');
  }

  typingSeen(from: string, to: string): void {
    const intended = this.#typing.get(`${from}>${to}`);
    if (intended === undefined) return;
    this.#typing.delete(`${from}>${to}`);
    this.meter.took('typing → frame', intended);
  }

  /** Sockets for all, and a first message in each conversation. */
  async open(random: Random): Promise<void> {
    for (const chatter of this.chatters) await chatter.connect();
    for (const chatter of this.chatters) {
      for (const peer of chatter.peers) {
        if (chatter.person.username < peer) await chatter.send(peer, random, performance.now());
      }
    }
    for (const chatter of this.chatters) for (const peer of chatter.peers) await chatter.sync(peer);
    this.#sent.clear();
  }

  async close(): Promise<void> {
    await Promise.all(this.chatters.map((chatter) => chatter.disconnect()));
  }

  /** @returns what was done, which can be something else when there was no occasion */
  async #act(kind: Kind, chatter: Chatter, peer: string, random: Random, intended: number): Promise<Kind> {
    switch (kind) {
      case 'send':
        await chatter.send(peer, random, intended);
        return kind;
      case 'list':
        await chatter.list(peer);
        return kind;
      case 'inbox':
        await chatter.inbox();
        return kind;
      case 'sync inbox':
        await chatter.syncInbox();
        return kind;
      case 'typing':
        if (chatter.type(peer, intended)) return kind;
        break;
      case 'mark read':
        if (await chatter.markRead(peer)) return kind;
        break;
      case 'reconnect':
        await chatter.reconnect();
        return kind;
      default:
    }
    await chatter.sync(peer);
    return 'sync conversation';
  }

  /** Until every request is answered. */
  async chat(phases: readonly Phase[], seed: string, signal: AbortSignal): Promise<void> {
    const random = new Random(`${seed}/operations`);
    const arrive = async (intended: number, phase: Phase) => {
      const [kind, chatter] = [random.pick(KINDS), random.pick(this.chatters)];
      const peer = random.pick(chatter.peers);
      try {
        const done = await this.#act(kind, chatter, peer, random, intended);
        this.meter.count(`requests, ${phase.name}`);
        if (done === 'typing') return;
        this.meter.took(done, intended);
        this.meter.tookAt(intended);
      } catch (error) {
        this.meter.failed(`${kind}: ${error instanceof Refusal ? error.kind : String(error)}`);
        this.meter.tookAt(intended);
      }
    };
    await arrivals(phases, new Random(`${seed}/arrivals`), arrive, signal);
  }

  /** @returns a sentence for each message that is not there exactly once for both */
  async verify(): Promise<string[]> {
    const faults: string[] = [];
    const byName = new Map(this.chatters.map((chatter) => [chatter.person.username, chatter]));
    for (const entry of this.ledger.uncertain) await byName.get(entry.from)?.sendAgain(entry);
    for (const chatter of this.chatters) {
      for (const peer of chatter.peers) {
        for (const view of await chatter.views(peer)) faults.push(...this.ledger.faults(view));
      }
    }
    this.meter.count('messages sent', this.ledger.size);
    this.meter.count('message frames that did not come', this.#sent.size);
    this.meter.count('typing frames that did not come', this.#typing.size);
    return faults;
  }
}
