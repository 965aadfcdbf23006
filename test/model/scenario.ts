/** One run of the model: alice on two devices, bob on one, and an observer of alice's that is never cut off. */
import { randomBytes } from 'node:crypto';
import { insertUser } from '#lib/accounts/store/users.ts';
import { OVERLAP_MS } from '#lib/http/sync-token.ts';
import { setClock } from '#lib/platform/clock.ts';
import { openSession } from '#lib/sessions/sessions.ts';
import { handler as blockHandler } from '../../functions/blocks/add.ts';
import { handler as unblockHandler } from '../../functions/blocks/remove.ts';
import { handler as inbox } from '../../functions/conversations/list.ts';
import { handler as readHandler } from '../../functions/conversations/read.ts';
import { handler as deleteHandler } from '../../functions/messages/delete.ts';
import { handler as editHandler } from '../../functions/messages/edit.ts';
import { handler as list } from '../../functions/messages/list.ts';
import { handler as sendHandler } from '../../functions/messages/send.ts';
import { type ApiRequest, call } from '../support/gateway.ts';
import type { Person } from '../support/people.ts';
import type { TcpFaults } from '../support/tcp-faults.ts';
import { ModelClient } from './client.ts';
import { holdNextInsert } from './hold-insert.ts';
import type { Command } from './sync.ts';

const handlers = { list, inbox };

async function newPerson(name: string): Promise<Person> {
  const username = `${name}-${randomBytes(5).toString('hex')}`;
  const rest = { firstName: name, lastName: name, email: `${name}@example.org`, createdAt: new Date() };
  await insertUser({ username, password: 'never used', ...rest });
  return logIn(username);
}

async function logIn(username: string): Promise<Person> {
  const { session, access, refresh } = await openSession(username, 'Model');
  return { username, session, token: access.token, refreshToken: refresh.token };
}

class Scenario {
  readonly #proxy: TcpFaults;
  readonly #clients: Record<'phone' | 'laptop' | 'bob', ModelClient>;
  readonly #observer: ModelClient;
  #time: number;
  #pending: Promise<unknown>[] = [];
  #sent = 0;
  /** names of those who block the other */
  readonly #blockers = new Set<string>();
  /** texts that a person must never see */
  readonly #keptFrom = new Map<string, Set<string>>();

  constructor(
    proxy: TcpFaults,
    clients: Record<'phone' | 'laptop' | 'bob', ModelClient>,
    observer: ModelClient,
  ) {
    this.#proxy = proxy;
    this.#clients = clients;
    this.#observer = observer;
    this.#time = Date.now();
    setClock(() => this.#time);
  }

  async execute(command: Command): Promise<void> {
    switch (command.type) {
      case 'send':
        return this.#send(this.#clients[command.client]);
      case 'edit':
        return this.#change(editHandler, 'PATCH', this.#clients[command.client], command.pick, {
          Message: this.#write(this.#clients[command.client], `edit ${this.#sent++}`),
        });
      case 'delete':
        return this.#change(deleteHandler, 'DELETE', this.#clients[command.client], command.pick);
      case 'read':
        return this.#read(this.#clients[command.client], command.pick);
      case 'cut':
        return this.#clients[command.client].cut(command.told);
      case 'connect':
        return this.#clients[command.client].connect();
      case 'reconnect':
        await this.#clients[command.client].cut(true);
        return this.#clients[command.client].connect();
      case 'scroll up':
        return this.#clients[command.client].scrollUp();
      case 'lose pushes':
        return this.#clients[command.client].receive(true);
      case 'block':
      case 'unblock':
        return this.#block(this.#clients[command.client], command.type);
      case 'hold next insert':
        return holdNextInsert(this.#proxy);
      case 'release':
        return this.#release();
      case 'pass time':
        return this.#pass(command.ms);
    }
  }

  #receiveAll(): void {
    for (const client of [...Object.values(this.#clients), this.#observer]) client.receive();
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
    if (type === 'block') this.#blockers.add(person.username);
    else this.#blockers.delete(person.username);
    this.#receiveAll();
  }

  /** Whatever is written while its reader blocks the writer is not for them. */
  #write({ peer }: ModelClient, text: string): string {
    if (this.#blockers.has(peer)) {
      const texts = this.#keptFrom.get(peer) ?? new Set();
      this.#keptFrom.set(peer, texts.add(text));
    }
    return text;
  }

  async #send(client: ModelClient): Promise<void> {
    const { person, peer } = client;
    const body = { User: peer, Message: this.#write(client, `message ${this.#sent++}`) };
    const sending = call(sendHandler, { method: 'POST', path: '/messages', token: person.token, body });
    // A send whose insert is held back goes on later; whatever else happens, happens meanwhile.
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

  async #change(
    handler: typeof editHandler,
    method: string,
    client: ModelClient,
    pick: number,
    body?: object,
  ) {
    const message = this.#own(client, pick);
    if (!message) return;
    const { Id: id } = message;
    const request: ApiRequest = {
      method,
      path: `/messages/${id}`,
      params: { id },
      token: client.person.token,
    };
    const { status } = await call(handler, { ...request, ...(body ? { body } : {}) });
    if (![200, 204, 409, 410].includes(status)) throw new Error(`${method} answered ${status}`);
    this.#receiveAll();
  }

  async #read({ person, peer, messages }: ModelClient, pick: number): Promise<void> {
    const seqs = [...messages.values()].map(({ Seq }) => Seq);
    const Seq = seqs[pick % Math.max(1, seqs.length)];
    if (Seq === undefined) return;
    const request = {
      method: 'PUT',
      path: '/conversations/x/read',
      params: { conversation: peer },
      token: person.token,
    };
    const { status } = await call(readHandler, { ...request, body: { Seq } });
    if (![200, 409].includes(status)) throw new Error(`PUT read answered ${status}`);
    this.#receiveAll();
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
   * Quiet: everything on its way arrives, whoever was away comes back.
   * @returns what the clients of each see beside what the database has for them; and every text that reached whom it must not
   */
  async settle() {
    await this.#release();
    this.#time += 2 * OVERLAP_MS;
    const { phone, laptop, bob } = this.#clients;
    for (const client of [phone, laptop, bob]) {
      await client.cut(true);
      await client.connect();
      await client.scrollUp();
    }
    const [hers, his] = [await this.#lookAnew(phone), await this.#lookAnew(bob)];
    await this.#observer.cut(true);
    for (const client of [phone, laptop, bob]) await client.cut(true);
    setClock();
    return {
      alice: { database: hers, observer: this.#observer.state, phone: phone.state, laptop: laptop.state },
      bob: { database: his, bob: bob.state },
      kept: [phone, laptop, bob, this.#observer].flatMap(({ person, everSeen }) =>
        [...(this.#keptFrom.get(person.username) ?? [])].filter((text) => everSeen.has(text)),
      ),
    };
  }

  /** What somebody sees who never looked before. */
  async #lookAnew({ person, peer }: ModelClient) {
    const fresh = new ModelClient('fresh', person, peer, handlers);
    await fresh.sync();
    await fresh.scrollUp();
    return fresh.state;
  }
}

export async function newScenario(proxy: TcpFaults): Promise<Scenario> {
  const [alice, bob] = await Promise.all([newPerson('alice'), newPerson('bob')]);
  const of = (name: string, person: Person, peer: Person) =>
    new ModelClient(name, person, peer.username, handlers);
  const clients = {
    phone: of('phone', alice, bob),
    laptop: of('laptop', await logIn(alice.username), bob),
    bob: of('bob', bob, alice),
  };
  const observer = of('observer', await logIn(alice.username), bob);
  const scenario = new Scenario(proxy, clients, observer);
  await observer.connect();
  return scenario;
}
