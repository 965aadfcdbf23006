/** A client that loses, delays and repeats events, and reconnects, ends with the server's truth. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Conversation, CoreChat } from '#sdk';
import type { ServerFrame } from '../../../../clients/sdk/src/protocol.ts';
import { ChatWorld, DIRECT, GROUP } from '../../../support/clients/chat-world.ts';
import { fakeFetch } from '../../../support/http/fake-fetch.ts';
import { FakeSocket } from '../../../support/sockets/fake-socket.ts';

const where = fc.constantFrom(DIRECT, GROUP);
const which = fc.nat(30);
const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      where,
      by: fc.constantFrom('bob', 'alice', 'carol'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('edit' as const, 'delete' as const), where, which }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      where,
      which,
      by: fc.constantFrom('bob' as const, 'alice' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('open' as const, 'close' as const, 'older' as const), where }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('write' as const, 'mark read' as const), where }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('reconnect' as const, 'deliver' as const) }) },
);
type Step = typeof command extends fc.Arbitrary<infer Value> ? Value : never;
type Fate = 'now' | 'twice' | 'late' | 'lost';

class Scenario {
  readonly world: ChatWorld;
  readonly chat: CoreChat;
  readonly #late: ServerFrame[] = [];
  #texts = 0;

  constructor(fate: Iterator<Fate>) {
    this.world = new ChatWorld((frame) => this.#arrive(frame, fate.next().value as Fate));
    const { fetch } = fakeFetch(this.world.answer);
    this.chat = new CoreChat({ url: 'http://world', fetch, WebSocket: FakeSocket });
  }

  #arrive(frame: ServerFrame, fate: Fate): void {
    if (fate === 'late') this.#late.unshift(frame);
    if (fate === 'now' || fate === 'twice') this.#push(frame);
    if (fate === 'twice') this.#push(frame);
  }

  #push(frame: ServerFrame): void {
    if (this.chat.connection === 'online') FakeSocket.latest.push(frame);
  }

  /** Carol is a member of the group only. */
  #send(id: string, by: string): void {
    this.world.send(id, id === DIRECT && by === 'carol' ? 'bob' : by, `text ${++this.#texts}`);
  }

  deliver(): void {
    for (const frame of this.#late.splice(0)) this.#push(frame);
  }

  view(id: string): Conversation {
    return id === DIRECT ? this.chat.direct('Bob') : this.chat.conversation(id);
  }

  async connect(): Promise<void> {
    const online = Promise.withResolvers<void>();
    const off = this.chat.on('connection', ({ state }) => state === 'online' && online.resolve());
    this.chat.connect();
    await online.promise;
    off();
  }

  async reconnect(): Promise<void> {
    this.chat.disconnect();
    await this.connect();
  }

  async run(step: Step): Promise<void> {
    switch (step.do) {
      case 'send':
        this.#send(step.where, step.by);
        break;
      case 'edit':
      case 'delete':
        this.world.change(step.where, step.which, step.do === 'edit' ? `edit ${++this.#texts}` : undefined);
        break;
      case 'read':
        this.world.read(step.where, step.by, step.which);
        break;
      case 'open':
        return this.view(step.where).open();
      case 'close':
        return this.view(step.where).close();
      case 'older':
        await this.view(step.where).loadOlder();
        break;
      case 'write':
        await this.view(step.where).send(`own ${++this.#texts}`).settled;
        break;
      case 'mark read':
        this.view(step.where).markRead();
        // The report to the server goes in the background: the fake answers take microtasks only.
        await new Promise(setImmediate);
        break;
      case 'reconnect':
        return this.reconnect();
      case 'deliver':
        return this.deliver();
    }
  }
}

/** @param fates of the events @param check what holds after the steps, while the client is still open */
async function holds(steps: fc.Arbitrary<Step>, fates: Fate[], check: (scenario: Scenario) => Promise<void>) {
  const streams = fc.infiniteStream(fc.constantFrom(...fates));
  const property = fc.asyncProperty(
    fc.array(steps, { minLength: 3, maxLength: 25 }),
    streams,
    async (list, fate) => {
      const scenario = new Scenario(fate[Symbol.iterator]());
      const { chat } = scenario;
      try {
        const published = new Map<string, number>();
        let isInOrder = true;
        chat.on('message', ({ message: { Id, Version } }) => {
          isInOrder &&= Version > (published.get(Id) ?? 0);
          published.set(Id, Version);
        });
        await chat.logIn({ username: 'alice', password: 'correct horse' });
        await scenario.connect();
        for (const step of list) await scenario.run(step);
        scenario.deliver();
        await check(scenario);
        expect(isInOrder).toBe(true);
      } finally {
        chat.close();
      }
    },
  );
  await fc.assert(property, { numRuns: 300 });
}

function expectRows({ chat, world }: Scenario): void {
  const byId = (one: { Conversation: string }, other: { Conversation: string }) =>
    one.Conversation < other.Conversation ? -1 : 1;
  expect([...chat.inbox.snapshot.conversations].sort(byId)).toEqual(world.rows);
}

test('after a reconnect, the inbox and all conversations equal the server’s truth, whichever events were lost', async () => {
  await holds(command, ['now', 'now', 'now', 'twice', 'late', 'lost'], async (scenario) => {
    await scenario.reconnect();
    await scenario.chat.inbox.load();
    expectRows(scenario);
    for (const id of [DIRECT, GROUP]) {
      const view = scenario.view(id);
      await view.open();
      while (await view.loadOlder());
      const messages = scenario.world.messages(id);
      expect(view.snapshot).toMatchObject({ messages, pending: [], typing: false });
      expect(view.snapshot.readSeq).toBe(scenario.world.row(id).ReadSeq);
    }
  });
});

test('without losses, events alone keep opened conversations up to date, in any order', async () => {
  const steps = command.filter((step) => step.do !== 'reconnect');
  await holds(steps, ['now', 'twice', 'late'], async (scenario) => {
    for (const id of [DIRECT, GROUP]) {
      const { status, messages, pending } = scenario.view(id).snapshot;
      if (status !== 'ready') continue;
      const [oldest] = messages;
      expect(messages).toEqual(scenario.world.messages(id).filter(({ Seq }) => Seq >= (oldest?.Seq ?? 0)));
      expect(pending).toEqual([]);
    }
    // The numbers of unread messages can need a sync.
    await scenario.chat.inbox.load();
    expectRows(scenario);
  });
});
