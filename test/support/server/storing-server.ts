import { type FakeAnswer, type FakeCall, loginAnswer } from '../http/fake-fetch.ts';

interface Sent {
  User: string;
  Message: string;
  ClientId: string;
}

/** A server that stores each ClientId once, and refuses selected requests. */
export class StoringServer {
  readonly stored: Sent[] = [];
  readonly posts: Sent[] = [];
  refuse: (sent: Sent) => FakeAnswer | undefined = () => undefined;
  /** answers wait for it */
  gate: Promise<void> = Promise.resolve();

  readonly answer = async ({ method, path, body }: FakeCall): Promise<FakeAnswer> => {
    if (path === '/Login') return { body: loginAnswer((body as { username: string }).username) };
    if (path === '/sessions/refresh') return { body: loginAnswer('alice') };
    if (method === 'GET') return { body: this.stored.map((sent) => this.#message(sent)) };
    const sent = body as Sent;
    this.posts.push(sent);
    await this.gate;
    const refusal = this.refuse(sent);
    if (refusal) return refusal;
    if (!this.stored.some(({ ClientId }) => ClientId === sent.ClientId)) this.stored.push(sent);
    return { status: 201, body: this.#message(sent) };
  };

  #message({ User: To, Message, ClientId }: Sent) {
    const Seq = this.stored.findIndex((sent) => sent.ClientId === ClientId) + 1;
    const times = { Timestamp: 'then', EditedAt: null, DeletedAt: null };
    return { Id: `m${Seq}`, From: 'alice', To, Message, ClientId, Seq, Version: Seq, ...times };
  }

  get texts(): string[] {
    return this.stored.map(({ Message }) => Message);
  }
}
