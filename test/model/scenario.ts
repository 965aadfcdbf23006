/**
 * One run of the model: alice on two devices, bob on one, and an observer of alice's that is never cut off; in a group carol, too.
 */
import { OVERLAP_MS } from '#lib/http/sync-token.ts';
import { setClock } from '#lib/platform/clock.ts';
import { handler as blockHandler } from '../../functions/blocks/add.ts';
import { handler as unblockHandler } from '../../functions/blocks/remove.ts';
import { handler as inbox } from '../../functions/conversations/list.ts';
import { handler as readHandler } from '../../functions/conversations/read.ts';
import { handler as deleteHandler } from '../../functions/messages/delete.ts';
import { handler as editHandler } from '../../functions/messages/edit.ts';
import { handler as list } from '../../functions/messages/list.ts';
import { handler as sendHandler } from '../../functions/messages/send.ts';
import type { TcpFaults } from '../support/faults/tcp-faults.ts';
import { type ApiRequest, call } from '../support/http/gateway.ts';
import { insertGroup } from '../support/people/groups.ts';
import type { Person } from '../support/people/people.ts';
import { Acknowledged } from './acknowledged.ts';
import { ModelClient } from './client.ts';
import { holdNextInsert, untilHeld } from './hold-write.ts';
import { Kept } from './kept.ts';
import { logIn, newPerson } from './people.ts';
import { Shown } from './shown.ts';
import type { Command } from './sync.ts';

const handlers = { list, inbox };

type Amend = Extract<Command, { type: 'amend' }>;

type Clients = Record<'phone' | 'laptop' | 'bob', ModelClient> & { carol?: ModelClient };

class Scenario {
  readonly #proxy: TcpFaults;
  readonly #clients: Clients;
  readonly #observer: ModelClient;
  #time: number;
  #pending: Promise<unknown>[] = [];
  #sent = 0;
  readonly #kept = new Kept();
  readonly #acknowledged = new Acknowledged();
  readonly #shown = new Shown();

  constructor(proxy: TcpFaults, clients: Clients, observer: ModelClient) {
    this.#proxy = proxy;
    this.#clients = clients;
    this.#observer = observer;
    this.#time = Date.now();
    setClock(() => this.#time);
  }

  get #all(): ModelClient[] {
    return Object.values(this.#clients);
  }

  /** In a direct conversation carol does nothing. */
  async execute(command: Command): Promise<void> {
    const client = 'client' in command ? this.#clients[command.client] : this.#clients.phone;
    if (client) await this.#execute(command, client);
  }

  async #execute(command: Command, client: ModelClient): Promise<void> {
    switch (command.type) {
      case 'send':
        return this.#send(client);
      case 'edit':
        return this.#edit(client, this.#own(client, command.pick)?.Id);
      case 'delete':
        return this.#delete(client, this.#own(client, command.pick)?.Id);
      case 'amend':
        return this.#amend(client, command);
      case 'read':
        return this.#shown.noteMark(client, () => this.#read(client, command.pick));
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
      case 'block':
      case 'unblock':
        return this.#block(client, command.type);
      case 'hold next insert':
        return holdNextInsert(this.#proxy);
      case 'release':
        return this.#release();
      case 'pass time':
        return this.#pass(command.ms);
    }
  }

  #receiveAll(): void {
    for (const client of [...this.#all, this.#observer]) client.receive();
  }

  async #block({ person, peer }: ModelClient, type: 'block' | 'unblock'): Promise<void> {
    const [handler, method] = type === 'block' ? [blockHandler, 'PUT'] : [unblockHandler, 'DELETE'];
    const { status } = await call(handler, {
      method,
      path: '/blocks/x',
      params: { username: peer },
      token: person.token,
    });
    if (![200, 204].includes(status)) throw new Error(`${type} answered ${status}`);
    this.#kept.noteBlock(person.username, type === 'block');
    this.#receiveAll();
  }

  async #send(client: ModelClient): Promise<void> {
    const { person, target } = client;
    const body = { ...target, Message: this.#kept.write(client, `message ${this.#sent++}`) };
    const sending = call(sendHandler, { method: 'POST', path: '/messages', token: person.token, body });
    // A send whose insert is held back continues later, after other steps.
    const holding = this.#proxy.holding;
    let settled = false;
    const answered = sending.finally(() => {
      settled = true;
    });
    while (!settled && this.#proxy.holding === holding) await new Promise((resolve) => setImmediate(resolve));
    if (this.#proxy.holding > holding) {
      this.#pending.push(answered);
    } else {
      await answered;
    }
    this.#receiveAll();
  }

  /** A message that this client knows and may change. */
  #own({ person, messages }: ModelClient, pick: number) {
    const own = [...messages.values()].filter(({ From }) => From === person.username);
    return own[pick % Math.max(1, own.length)];
  }

  async #edit(client: ModelClient, id: string | undefined): Promise<void> {
    if (id === undefined) return;
    const text = this.#kept.write(client, `edit ${this.#sent++}`);
    const status = await this.#change(editHandler, 'PATCH', client, id, { Message: text });
    if (status === 200) this.#acknowledged.noteEdit(id, text);
  }

  async #delete(client: ModelClient, id: string | undefined): Promise<void> {
    if (id !== undefined) await this.#change(deleteHandler, 'DELETE', client, id);
  }

  async #change(
    handler: typeof editHandler,
    method: string,
    { person: { token } }: ModelClient,
    id: string,
    body?: object,
  ): Promise<number> {
    const request: ApiRequest = { method, path: `/messages/${id}`, params: { id }, token };
    const { status } = await call(handler, { ...request, ...(body ? { body } : {}) });
    if (![200, 204, 409, 410].includes(status)) throw new Error(`${method} answered ${status}`);
    this.#receiveAll();
    return status;
  }

  /**
   * All members react to one message at once; its author may edit it at the same time. The first of them may be held back until the
   * others are done, so that its version is older than that of the message.
   */
  async #amend({ messages }: ModelClient, { pick, emoji, adds, withEdit, holds }: Amend): Promise<void> {
    const message = [...messages.values()][pick % Math.max(1, messages.size)];
    if (!message) return;
    const { Id: id, From } = message;
    const { laptop: _, ...clients } = this.#clients;
    const people = Object.values(clients);
    const author = people.find(({ person }) => person.username === From);
    const [first, ...others] = [
      ...(withEdit && author ? [() => this.#edit(author, id)] : []),
      ...people.map(
        ({ person }) =>
          () =>
            this.#react(person, id, emoji, adds),
      ),
    ];
    const working = [first?.()];
    if (holds) await untilHeld(this.#proxy, working[0]);
    working.push(...others.map((work) => work()));
    if (holds) {
      await Promise.all(working.slice(1));
      this.#proxy.release();
    }
    await Promise.all(working);
    this.#receiveAll();
  }

  #react({ username }: Person, id: string, emoji: string, adds: boolean): Promise<void> {
    const mayBeKept = this.#kept.hasBlocks;
    return this.#acknowledged.react(id, { emoji, by: username }, adds, mayBeKept);
  }

  /** @returns where the mark is; undefined when it is further already */
  async #read({ person, target, messages }: ModelClient, pick: number): Promise<number | undefined> {
    const seqs = [...messages.values()].map(({ Seq }) => Seq);
    const Seq = seqs[pick % Math.max(1, seqs.length)];
    if (Seq === undefined) return undefined;
    const request = {
      method: 'PUT',
      path: '/conversations/x/read',
      params: { conversation: 'User' in target ? target.User : target.Conversation },
      token: person.token,
    };
    const { status, body } = await call(readHandler, { ...request, body: { Seq } });
    if (![200, 409].includes(status)) throw new Error(`PUT read answered ${status}`);
    this.#receiveAll();
    return status === 200 ? body.ReadSeq : undefined;
  }

  async #release(): Promise<void> {
    this.#proxy.decide = undefined;
    this.#proxy.release();
    await Promise.all(this.#pending.splice(0));
    this.#receiveAll();
  }

  /** However long a write is held back, also for longer than a function may run: an environment can be frozen and thawed. */
  #pass(ms: number): void {
    this.#time += ms;
  }

  /**
   * Quiescence: everything in flight arrives, and disconnected clients reconnect.
   * @returns for each person what the database has for them beside what their clients hold; every text that reached whom it must not; and
   * every message that counts as read although its reader could not see it
   */
  async settle() {
    await this.#release();
    this.#time += 2 * OVERLAP_MS;
    for (const client of this.#all) {
      await client.cut(true);
      await client.connect();
      await client.scrollUp();
    }
    const { phone, laptop, bob, carol } = this.#clients;
    const states = [
      {
        database: await this.#lookAnew(phone),
        observer: this.#observer.state,
        phone: phone.state,
        laptop: laptop.state,
      },
      { database: await this.#lookAnew(bob), bob: bob.state },
      ...(carol ? [{ database: await this.#lookAnew(carol), carol: carol.state }] : []),
    ];
    await this.#observer.cut(true);
    for (const client of this.#all) await client.cut(true);
    setClock();
    return {
      states,
      lost: await this.#acknowledged.differences(),
      kept: this.#kept.seenBy([...this.#all, this.#observer]),
      notShown: await this.#shown.notShown(this.#all),
    };
  }

  /** The state of a client that loads everything for the first time. */
  async #lookAnew({ person, peer, target }: ModelClient) {
    const fresh = new ModelClient('fresh', person, peer, target, handlers);
    await fresh.sync();
    await fresh.scrollUp();
    return fresh.state;
  }
}

/** @param isGroup a conversation of three, instead of the direct one of alice and bob */
export async function newScenario(proxy: TcpFaults, isGroup: boolean): Promise<Scenario> {
  const [alice, bob, carol] = await Promise.all([newPerson('alice'), newPerson('bob'), newPerson('carol')]);
  const people = [alice, bob, carol].map(({ username }) => ({ username, role: 'member' as const }));
  const group = isGroup ? await insertGroup(people) : undefined;
  const of = (name: string, person: Person, peer: Person) => {
    const target = group === undefined ? { User: peer.username } : { Conversation: group };
    return new ModelClient(name, person, peer.username, target, handlers);
  };
  const clients = {
    phone: of('phone', alice, bob),
    laptop: of('laptop', await logIn(alice.username), bob),
    bob: of('bob', bob, alice),
    ...(isGroup ? { carol: of('carol', carol, alice) } : {}),
  };
  const observer = of('observer', await logIn(alice.username), bob);
  const scenario = new Scenario(proxy, clients, observer);
  await observer.connect();
  return scenario;
}
