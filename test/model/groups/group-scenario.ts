/** One history of a group: five clients of four people, of whom bob has two. */
import { OVERLAP_MS } from '#lib/http/sync-token.ts';
import { setClock } from '#lib/platform/clock.ts';
import { collection } from '#lib/platform/mongo.ts';
import type { TcpFaults } from '../../support/faults/tcp-faults.ts';
import { createGroup, invite } from '../../support/people/groups.ts';
import type { Person } from '../../support/people/people.ts';
import { Acknowledged } from '../acknowledged.ts';
import { holdNextInsert, holdNextMembership, untilHeld } from '../hold-write.ts';
import { logIn, newPerson } from '../people.ts';
import { type Agreement, compare } from './agreement.ts';
import {
  type Amend,
  type Beginning,
  CLIENTS,
  type ClientName,
  type Command,
  type GroupRequest,
  PEOPLE,
  type PersonName,
} from './commands.ts';
import { Ledger } from './ledger.ts';
import { MemberClient } from './member-client.ts';
import { type GroupParts, GroupRequests, written } from './requests.ts';

/** Fewer than the driver has connections, of which each held write keeps one. */
const HELD_MAX = 8;

interface Parts extends GroupParts {
  clients: Record<ClientName, MemberClient>;
  ledger: Ledger;
}

export class GroupScenario {
  readonly #proxy: TcpFaults;
  readonly #parts: Parts;
  readonly #acknowledged = new Acknowledged();
  readonly #requests: GroupRequests;
  #time = Date.now();
  #pending: Promise<void>[] = [];

  constructor(proxy: TcpFaults, parts: Parts) {
    this.#proxy = proxy;
    this.#parts = parts;
    this.#requests = new GroupRequests(parts, this.#acknowledged);
    setClock(() => this.#time);
  }

  get #clients(): MemberClient[] {
    return Object.values(this.#parts.clients);
  }

  async execute(command: Command): Promise<void> {
    const client = this.#parts.clients['client' in command ? command.client : 'alice'];
    switch (command.type) {
      case 'amend':
        return this.#amend(client, command);
      case 'cut':
        return client.cut(command.told);
      case 'connect':
        return client.connect();
      case 'reconnect':
        await client.cut(true);
        return client.connect();
      case 'scroll up':
        return client.scrollUp();
      case 'lose pushes':
        return client.receive(true);
      case 'hold next':
        if (this.#pending.length >= HELD_MAX) return;
        return (command.write === 'message' ? holdNextInsert : holdNextMembership)(this.#proxy);
      case 'release':
        return this.#release();
      case 'pass time':
        this.#time += command.ms;
        return;
      default:
        return this.#request(command, client);
    }
  }

  /** A request of which a write is held back continues later, after other steps. */
  async #request(request: GroupRequest, client: MemberClient): Promise<void> {
    const { holding } = this.#proxy;
    let settled = false;
    const answered = this.#requests.make(request, client).finally(() => {
      settled = true;
    });
    while (!settled && this.#proxy.holding === holding) await new Promise((resolve) => setImmediate(resolve));
    if (this.#proxy.holding > holding) this.#pending.push(answered);
    else await answered;
    await this.#arrive();
  }

  /** @param isVague see Ledger */
  async #arrive(isVague = false): Promise<void> {
    await this.#parts.ledger.note(isVague);
    for (const client of this.#clients) await client.receive();
  }

  /** All four react to one message at once, and its author may edit it: see amend in ../scenario.ts. */
  async #amend(client: MemberClient, { pick, emoji, adds, withEdit, holds }: Amend): Promise<void> {
    const message = written(client, pick);
    if (!message || this.#pending.length >= HELD_MAX) return;
    const people = Object.values(this.#parts.people);
    const author = people.find(({ username }) => username === message.From);
    const [first, ...others] = [
      ...(withEdit && author ? [() => this.#requests.edit(author, message.Id)] : []),
      ...people.map(
        ({ username: by }) =>
          () =>
            this.#acknowledged.react(message.Id, { emoji, by }, adds, false),
      ),
    ];
    const working = [first?.()];
    const { holding } = this.#proxy;
    if (holds) await untilHeld(this.#proxy, working[0]);
    working.push(...others.map((work) => work()));
    if (this.#proxy.holding > holding) {
      await Promise.all(working.slice(1));
      return this.#release(working);
    }
    await Promise.all(working);
    await this.#arrive();
  }

  async #release(more: (Promise<void> | undefined)[] = []): Promise<void> {
    this.#proxy.decide = undefined;
    this.#proxy.release();
    await Promise.all([...this.#pending.splice(0), ...more]);
    await this.#arrive(true);
  }

  /** Everything in flight arrives, and all clients reconnect. @returns what does not agree then */
  async settle(): Promise<Agreement> {
    await this.#release();
    this.#time += 2 * OVERLAP_MS;
    for (const client of this.#clients) {
      await client.cut(true);
      await client.connect();
      await client.scrollUp();
    }
    const { group, ledger } = this.#parts;
    const lost = await this.#acknowledged.differences();
    const agreement = await compare(group, this.#clients, this.#requests.sent, ledger);
    for (const client of this.#clients) await client.cut(true);
    setClock();
    return { ...agreement, lost };
  }
}

export async function newGroupScenario(
  proxy: TcpFaults,
  { members, history, add, listed }: Beginning,
): Promise<GroupScenario> {
  const made = await Promise.all(PEOPLE.map(async (name) => [name, await newPerson(name)] as const));
  const people = Object.fromEntries(made) as Record<PersonName, Person>;
  const usernames = made.map(([, { username }]) => username);
  const anybody = { $set: { addToGroups: 'everybody' } };
  await collection('users').updateMany({ username: { $in: usernames } }, anybody);
  const settings = { HistoryFrom: history, Add: add, Listed: listed };
  const { status, body } = await createGroup(
    people.alice,
    members.map((name) => people[name]),
    settings,
  );
  if (status !== 201) throw new Error(`POST /groups answered ${status} ${JSON.stringify(body)}`);
  const group: string = body.Conversation;
  const code: string = (await invite(people.alice, group)).body.Code;
  const ledger = new Ledger(group);
  const clients = Object.fromEntries(
    await Promise.all(
      (Object.entries(CLIENTS) as [ClientName, PersonName][]).map(async ([name, of]) => {
        const person = name === of ? people[of] : await logIn(people[of].username);
        return [name, new MemberClient(name, person, group, ledger)] as const;
      }),
    ),
  ) as Record<ClientName, MemberClient>;
  const scenario = new GroupScenario(proxy, { group, code, people, clients, ledger });
  await ledger.note(false);
  for (const client of Object.values(clients)) await client.connect();
  return scenario;
}
