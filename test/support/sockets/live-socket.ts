/** A real WebSocket to a running product. */
import { once } from 'node:events';
import type { ServerFrame } from '#lib/realtime/resources.ts';
import { bearer, http } from '../http/http.ts';

export class LiveSocket {
  readonly frames: ServerFrame[] = [];
  closed = false;
  readonly #socket: WebSocket;
  #changed = Promise.withResolvers<void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      this.frames.push(JSON.parse(String(data)));
      this.#wake();
    });
    socket.addEventListener('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  static async openAt(address: string): Promise<LiveSocket> {
    const socket = new WebSocket(address);
    const live = new LiveSocket(socket);
    const refused = once(socket, 'error').then(() => {
      throw new Error('The socket was refused');
    });
    await Promise.race([once(socket, 'open'), refused]);
    refused.catch(() => {});
    return live;
  }

  /** Gets a ticket and connects. */
  static async open(url: string, token: string): Promise<LiveSocket> {
    const { body } = await http('POST', `${url}/realtime/tickets`, {}, bearer(token));
    return LiveSocket.openAt(body.Url);
  }

  /** Resolves as soon as the condition holds. @throws Error when it does not within five seconds */
  async until(condition: () => boolean, what: string): Promise<void> {
    const late = AbortSignal.timeout(5_000);
    const aborted = once(late, 'abort').then(() => {
      throw new Error(`Not within five seconds: ${what}. Arrived: ${JSON.stringify(this.frames)}`);
    });
    while (!condition()) await Promise.race([this.#changed.promise, aborted]);
    aborted.catch(() => {});
  }

  /** The first frame of a type, now or when it arrives. */
  async frame(type: ServerFrame['type']): Promise<ServerFrame> {
    const find = () => this.frames.find((frame) => frame.type === type);
    await this.until(() => find() !== undefined, `a ${type} frame`);
    return find() as ServerFrame;
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  close(): void {
    this.#socket.close();
  }
}
