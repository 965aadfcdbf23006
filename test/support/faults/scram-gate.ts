/**
 * Before a MongoDB server that knows no passwords: lets a connection through once it has logged in with SCRAM-SHA-256
 * (RFC 7677), as Atlas demands it. Until then it answers the handshake and refuses the rest.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';
import { documentOf, eachMessage } from './counting-proxies.ts';

const ITERATIONS = 4096;
const HEADER_BYTES = 16;

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const attribute = (message: string, name: string) =>
  message
    .split(',')
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(2) ?? '';

/** The server's side of one conversation. */
class ScramConversation {
  readonly #salted: Buffer;
  readonly #salt = randomBytes(16);
  #signed = '';
  done = false;

  /** @param password as the client's SASLprep leaves it */
  constructor(password: string) {
    this.#salted = pbkdf2Sync(password, this.#salt, ITERATIONS, 32, 'sha256');
  }

  first(clientFirst: string): string {
    const bare = clientFirst.replace(/^n,,/, '');
    const nonce = attribute(bare, 'r') + randomBytes(18).toString('base64');
    const answer = `r=${nonce},s=${this.#salt.toString('base64')},i=${ITERATIONS}`;
    this.#signed = `${bare},${answer}`;
    return answer;
  }

  /** @throws Error for a wrong password */
  final(clientFinal: string): string {
    const authMessage = `${this.#signed},${clientFinal.replace(/,p=.*$/, '')}`;
    const storedKey = createHash('sha256').update(hmac(this.#salted, 'Client Key')).digest();
    const signature = hmac(storedKey, authMessage);
    const key = Buffer.from(attribute(clientFinal, 'p'), 'base64').map(
      (byte, at) => byte ^ (signature[at] ?? 0),
    );
    if (!createHash('sha256').update(key).digest().equals(storedKey))
      throw new Error('Authentication failed.');
    this.done = true;
    return `v=${hmac(hmac(this.#salted, 'Server Key'), authMessage).toString('base64')}`;
  }

  /** @returns undefined for a command that it does not answer */
  answer(command: Document): Document | undefined {
    const said = (what: string, done: boolean) => ({
      conversationId: 1,
      done,
      payload: Buffer.from(what),
      ok: 1,
    });
    const failed = (errmsg: string) => ({ ok: 0, errmsg, code: 18, codeName: 'AuthenticationFailed' });
    const payload = command.payload ? Buffer.from(command.payload.buffer).toString() : '';
    try {
      if (command.saslStart) return said(this.first(payload), false);
      if (command.saslContinue) return said(this.final(payload), true);
    } catch (error) {
      return failed((error as Error).message);
    }
    return this.done || command.hello || command.ismaster ? undefined : failed('Log in first');
  }
}

function replyTo(message: Buffer, document: Document): Buffer {
  const body = BSON.serialize(document);
  const header = Buffer.alloc(HEADER_BYTES + 5);
  header.writeInt32LE(header.length + body.length, 0);
  header.writeInt32LE(message.readInt32LE(4), 8);
  header.writeInt32LE(2013, 12);
  return Buffer.concat([header, body]);
}

export class ScramGate {
  logins = 0;
  /** of connections to come */
  password: string;
  /** of clients, as many as were open at the same time */
  mostOpen = 0;
  #open = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server;

  /** @param uri of the server behind it */
  constructor(uri: string, password: string) {
    this.password = password;
    const { hostname, port } = new URL(uri);
    this.#server = createServer((client) => {
      this.mostOpen = Math.max(this.mostOpen, ++this.#open);
      client.on('close', () => this.#open--);
      const server = connect(Number(port), hostname);
      const conversation = new ScramConversation(this.password);
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => one.destroy()).on('close', () => other.destroy());
      }
      server.pipe(client);
      eachMessage(client, (message) => {
        const command = documentOf(message);
        const answer = command && conversation.answer(command);
        if (answer) client.write(replyTo(message, answer));
        else server.write(message);
        if (command?.saslContinue && conversation.done) this.logins++;
      });
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  cutConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#server.close();
    this.cutConnections();
  }
}
