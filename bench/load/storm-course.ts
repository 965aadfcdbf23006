/** The course of a storm, step by step, and what came of it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from '#sdk';
import { Random } from '../../local/demo/random.ts';
import { arrivals } from './arrivals.ts';
import { type Device, within } from './crowd.ts';
import { type Entry, Ledger } from './ledger.ts';
import { rowFaults, settledRows, socketRows } from './leftovers.ts';
import type { Meter } from './meter.ts';
import type { Person } from './people.ts';
import type { Surroundings } from './scenario.ts';

/** At first this many connect at a time, so that none waits in a queue. */
export const ARRIVING_AT_ONCE = 20;
/** Messages of all people together while the sockets come back. */
export const WRITES_PER_SECOND = 10;
const BACK_WITHIN_MS = 300_000;
const TOLD_WITHIN_MS = 60_000;
/** In which some would be told of their ends, were there any left to tell. */
const QUIET_MS = 3_000;
/** Two minutes: thousands of `$disconnect`s run in sequence. */
const LOOKS_MOST = 40;

const seconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;

export class StormCourse {
  readonly #surroundings: Surroundings;
  readonly #people: readonly Person[];
  readonly #devices: readonly Device[];
  readonly #ledger = new Ledger();
  readonly #meter: Meter;
  readonly faults: string[] = [];
  readonly figures: Record<string, number | string> = {};

  constructor(
    surroundings: Surroundings,
    people: readonly Person[],
    devices: readonly Device[],
    meter: Meter,
  ) {
    this.#surroundings = surroundings;
    this.#people = people;
    this.#devices = devices;
    this.#meter = meter;
  }

  get #online(): number {
    return this.#devices.filter(({ isOnline }) => isOnline).length;
  }

  /** The same entry again is the same message. @throws Refusal */
  async #post(entry: Entry): Promise<void> {
    const sender = this.#people.find(({ username }) => username === entry.from);
    const answer = await sender?.api.call<Message>('POST', '/messages', {
      token: await sender.token(),
      body: { User: entry.to, Message: entry.text, ClientId: entry.clientId },
      prefer: 'return=representation',
    });
    if (answer) entry.id = answer.body.Id;
  }

  /** What got no answer, until it has one. @throws Refusal */
  async #postAgain(entry: Entry, attempts = 10): Promise<void> {
    await this.#post(entry).catch((error) => {
      if (attempts <= 1) throw error;
      return this.#postAgain(entry, attempts - 1);
    });
  }

  /** @returns its ClientId */
  async #write(person: Person, index: number, kind: string): Promise<string> {
    const peer = this.#people[index ^ 1]?.username ?? '';
    const entry = this.#ledger.add(person.username, peer, `${kind} of ${person.username}`);
    const began = performance.now();
    await this.#post(entry);
    this.#meter.took(`send, ${kind}`, began);
    return entry.clientId;
  }

  async #everybodyBack(what: string, began: number): Promise<void> {
    const { signal, note } = this.#surroundings;
    const progress = setInterval(() => note(`${what}: ${this.#online} of ${this.#devices.length}`), 5_000);
    const back = await within(BACK_WITHIN_MS, () => this.#online === this.#devices.length, signal).finally(
      () => clearInterval(progress),
    );
    if (!back) this.faults.push(`${this.#devices.length - this.#online} sockets never came: ${what}`);
    for (const { onlineAt, isOnline } of this.#devices) if (isOnline) this.#meter.took(what, began, onlineAt);
  }

  /** A first message, so that there is a conversation to open, before anybody is there. */
  async prepare(): Promise<void> {
    for (const [index, person] of this.#people.entries()) {
      if (index % 2 === 0) await this.#write(person, index, 'first message');
    }
  }

  async arrive(): Promise<void> {
    const { signal, note } = this.#surroundings;
    const began = performance.now();
    const waiting = [...this.#devices];
    const progress = setInterval(() => note(`connected: ${this.#online} of ${this.#devices.length}`), 5_000);
    const enter = async () => {
      for (let device = waiting.pop(); device && !signal.aborted; device = waiting.pop()) {
        const start = performance.now();
        await device.start(signal);
        this.#meter.took('connect, sync, open the conversation', start);
      }
    };
    await Promise.all(Array.from({ length: ARRIVING_AT_ONCE }, enter)).finally(() => clearInterval(progress));
    this.figures['all connected after, s'] = seconds(performance.now() - began);
  }

  /** One message to each pair, to every socket of both. */
  async tellAll(): Promise<void> {
    const { seed, signal } = this.#surroundings;
    const pairs = [...this.#people.entries()].filter(([index]) => index % 2 === 0);
    const sent = new Map<string, { clientId: string; at: number }>();
    const phase = {
      name: 'to all',
      milliseconds: BACK_WITHIN_MS,
      rate: WRITES_PER_SECOND,
      most: pairs.length,
    };
    const write = async (intended: number) => {
      const [index, person] = pairs.pop() ?? [];
      if (index === undefined || !person) return;
      const clientId = await this.#write(person, index, 'message to all');
      for (const name of [person.username, this.#people[index + 1]?.username ?? ''])
        sent.set(name, { clientId, at: intended });
    };
    await arrivals([phase], new Random(`${seed}/to all`), write, signal);
    const isTold = (device: Device) =>
      device.toldAt(sent.get(device.person.username)?.clientId ?? '') !== undefined;
    await within(TOLD_WITHIN_MS, () => this.#devices.every(isTold), signal);
    const untold = this.#devices.filter((device) => !isTold(device)).length;
    this.figures['sockets that the message to all did not reach by itself'] = untold;
    for (const device of this.#devices) {
      const { clientId, at } = sent.get(device.person.username) ?? { clientId: '', at: 0 };
      const told = device.toldAt(clientId);
      if (told !== undefined) this.#meter.took('message to all → socket', at, told);
    }
  }

  async cutAndReturn(): Promise<void> {
    const { seed, signal } = this.#surroundings;
    const before = this.#meter.counts['POST /realtime/tickets'] ?? 0;
    const writing = new AbortController();
    const began = performance.now();
    const random = new Random(`${seed}/writers`);
    const phase = { name: 'storm', milliseconds: BACK_WITHIN_MS, rate: WRITES_PER_SECOND };
    const writes = arrivals(
      [phase],
      new Random(`${seed}/writes`),
      async () => {
        const index = random.int(0, this.#people.length - 1);
        const person = this.#people[index];
        if (!person) return;
        await this.#write(person, index, 'during the storm').catch((error) =>
          this.#meter.failed(`send during the storm: ${error.kind ?? error}`),
        );
      },
      AbortSignal.any([signal, writing.signal]),
    );
    for (const device of this.#devices) device.cut();
    await within(TOLD_WITHIN_MS, () => this.#online === 0, signal);
    await this.#everybodyBack('back and synced', began);
    const tickets = (this.#meter.counts['POST /realtime/tickets'] ?? 0) - before;
    const took = performance.now() - began;
    writing.abort();
    await writes;
    this.figures['all back and synced after, s'] = seconds(took);
    this.figures['tickets asked for'] = tickets;
    this.figures['tickets a second'] = Math.round((tickets / took) * 10_000) / 10;
  }

  /** Each device was told of each message of its conversation once, and the server has each once. */
  async verify(): Promise<void> {
    const { signal } = this.#surroundings;
    for (const entry of this.#ledger.uncertain) await this.#postAgain(entry);
    // What no event told is found by the next sync.
    for (const { chat } of this.#devices) chat.retryNow();
    const faults = () => this.#devices.flatMap(({ view }) => this.#ledger.faults(view));
    const deadline = performance.now() + TOLD_WITHIN_MS;
    let found = faults();
    while (found.length > 0 && performance.now() < deadline) {
      await pause(500, undefined, { signal });
      found = faults();
    }
    this.faults.push(...found);
    this.figures['messages sent'] = this.#ledger.size;
    this.figures['messages that devices were told of'] = this.#devices.reduce(
      (sum, { told }) => sum + told.length,
      0,
    );
  }

  /** A client that gave up does not know whether it was admitted, and serverless-offline does not report its disconnect. */
  get #givenUp(): number {
    const { handshakes = 0, 'sockets opened': opened = 0 } = this.#meter.counts;
    return handshakes - opened;
  }

  /** Rows of sockets that are gone must go; those of handshakes that were given up must have an end. */
  async leave(): Promise<void> {
    const { stack, signal } = this.#surroundings;
    const beside = await socketRows(stack.env);
    this.figures['socket rows while all are back (rows, entries)'] = `${beside.items}, ${beside.entries}`;
    for (const device of this.#devices) device.leave();
    const unnoticed = this.#givenUp;
    const patience = { quietMs: QUIET_MS, looks: LOOKS_MOST, signal };
    const rows = await settledRows(() => socketRows(stack.env), unnoticed, patience);
    this.figures['handshakes given up'] = unnoticed;
    this.figures['socket rows after all left (rows, entries)'] = `${rows.items}, ${rows.entries}`;
    this.faults.push(...rowFaults(rows, unnoticed));
  }
}
