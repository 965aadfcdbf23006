/** A client that loses, delays and repeats events, and reconnects, ends with the server's truth. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Conversation, CoreChat } from '#sdk';
import type { ServerFrame } from '../../../../clients/sdk/src/protocol.ts';
import { ChatWorld, DIRECT, GROUP } from '../../../support/chat-world.ts';
import { fakeFetch } from '../../../support/fake-fetch.ts';
import { FakeSocket } from '../../../support/fake-socket.ts';

const where = fc.constantFrom(DIRECT, GROUP);
const which = fc.nat(30);
const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('send' as const), where, by: fc.constantFrom('bob', 'alice') }),
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
/** What becomes of each event: delivered at once, delivered twice, delivered late, or lost. */
const fates = fc.infiniteStream(fc.constantFrom('now', 'now', 'now', 'twice', 'late', 'lost'));

class Scenario {
  readonly world: ChatWorld;
  readonly chat: CoreChat;
  readonly #late: ServerFrame[] = [];
  #texts = 0;

  constructor(fate: Iterator<string>) {
    this.world = new ChatWorld((frame) => this.#arrive(frame, fate.next().value as string));
    const { fetch } = fakeFetch(this.world.answer);
    this.chat = new CoreChat({ url: 'http://world', fetch, WebSocket: FakeSocket });
  }

  #arrive(frame: ServerFrame, fate: string): void {
    if (fate === 'late') this.#late.unshift(frame);
    if (fate === 'now' || fate === 'twice') this.#push(frame);
    if (fate === 'twice') this.#push(frame);
  }

  #push(frame: ServerFrame): void {
    if (this.chat.connection === 'online') FakeSocket.latest.push(frame);
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

  async run(step: typeof command extends fc.Arbitrary<infer Step> ? Step : never): Promise<void> {
    switch (step.do) {
      case 'send':
        this.world.send(step.where, step.by, `text ${++this.#texts}`);
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
        return this.view(step.where).markRead();
      case 'reconnect':
        return this.reconnect();
      case 'deliver':
        return this.deliver();
    }
  }
}

test('the inbox and every conversation end with the truth of the server', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 3, maxLength: 25 }), fates, async (steps, fate) => {
      const scenario = new Scenario(fate[Symbol.iterator]());
      const { chat, world } = scenario;
      try {
        const published = new Map<string, number>();
        let isInOrder = true;
        chat.on('message', ({ message: { Id, Version } }) => {
          isInOrder &&= Version > (published.get(Id) ?? 0);
          published.set(Id, Version);
        });
        await chat.logIn({ username: 'alice', password: 'correct horse' });
        await scenario.connect();
        for (const step of steps) await scenario.run(step);
        scenario.deliver();
        await scenario.reconnect();
        for (const id of [DIRECT, GROUP]) await scenario.view(id).open();
        await chat.inbox.load();

        const byId = (one: { Conversation: string }, other: { Conversation: string }) =>
          one.Conversation < other.Conversation ? -1 : 1;
        expect([...chat.inbox.snapshot.conversations].sort(byId)).toEqual(world.rows);
        for (const id of [DIRECT, GROUP]) {
          const view = scenario.view(id);
          while (await view.loadOlder());
          expect(view.snapshot).toMatchObject({ messages: world.messages(id), pending: [], typing: false });
          expect(view.snapshot.readSeq).toBe(world.row(id).ReadSeq);
        }
        expect(isInOrder).toBe(true);
      } finally {
        chat.close();
      }
    }),
    { numRuns: 300 },
  );
});
