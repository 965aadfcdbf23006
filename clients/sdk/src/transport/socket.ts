/** One WebSocket: its frames, and pings that detect a dead connection. */
import { CoreChatError } from '../errors.ts';
import { report, type SocketConstructor, type SocketLike, type Timer } from '../platform.ts';
import type { ServerFrame } from '../protocol.ts';

/** API Gateway closes a connection that is idle for ten minutes; the server forgets one without a ping for eleven. */
const PING_EVERY_MS = 120_000;
const PONG_WITHIN_MS = 10_000;
const OPEN_WITHIN_MS = 10_000;

type TypingFrame = { type: 'typing'; Typing: boolean } & ({ User: string } | { Conversation: string });

export type ClientFrame = { type: 'ping' } | TypingFrame;

/** @returns undefined for data that is not a frame */
function parseFrame(data: unknown): ServerFrame | undefined {
  try {
    const frame = JSON.parse(String(data)) as ServerFrame | null;
    return typeof frame?.type === 'string' && typeof frame.data === 'object' ? frame : undefined;
  } catch {
    return undefined;
  }
}

export class Socket {
  /** resolves when it closed, or was given up */
  readonly closed: Promise<void>;
  readonly #socket: SocketLike;
  readonly #received: (frame: ServerFrame) => void;
  readonly #close: () => void;
  #isClosed = false;
  #next: Timer | undefined;
  #deadline: Timer | undefined;

  private constructor(socket: SocketLike, received: (frame: ServerFrame) => void) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#socket = socket;
    this.#received = received;
    this.#close = resolve;
    this.closed = promise;
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', () => this.#end());
    socket.addEventListener('error', () => this.#end());
  }

  /** @param received gets each frame, also during the sync @throws CoreChatError network, timeout */
  static async open(
    WebSocket: SocketConstructor,
    url: string,
    received: (frame: ServerFrame) => void,
    signal: AbortSignal,
  ): Promise<Socket> {
    const raw = new WebSocket(url);
    const socket = new Socket(raw, received);
    const { promise: opened, resolve } = Promise.withResolvers<void>();
    raw.addEventListener('open', () => resolve());
    const late = setTimeout(() => socket.close(), OPEN_WITHIN_MS);
    const cancel = () => socket.close();
    signal.addEventListener('abort', cancel);
    await Promise.race([opened, socket.closed]);
    clearTimeout(late);
    signal.removeEventListener('abort', cancel);
    if (socket.#isClosed || signal.aborted) {
      socket.close();
      throw new CoreChatError('network', { message: 'The live connection was refused' });
    }
    socket.#rest();
    return socket;
  }

  #receive(data: unknown): void {
    if (this.#isClosed) return;
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    const frame = parseFrame(data);
    try {
      if (frame) this.#received(frame);
    } catch (error) {
      report(error);
    }
  }

  #rest(): void {
    this.#next = setTimeout(() => this.probe(), PING_EVERY_MS);
  }

  /** Pings the server, and gives the socket up when no answer comes in time. */
  probe(): void {
    if (this.#isClosed || this.#deadline !== undefined) return;
    clearTimeout(this.#next);
    this.#deadline = setTimeout(() => this.close(), PONG_WITHIN_MS);
    if (this.send({ type: 'ping' })) this.#rest();
  }

  /** @returns whether the socket accepted it; it may still be lost */
  send(frame: ClientFrame): boolean {
    if (this.#isClosed) return false;
    try {
      this.#socket.send(JSON.stringify(frame));
      return true;
    } catch {
      this.close();
      return false;
    }
  }

  /** At once: does not wait for the closing handshake, which a dead peer never finishes. */
  close(): void {
    this.#end();
    this.#socket.close();
  }

  #end(): void {
    this.#isClosed = true;
    clearTimeout(this.#next);
    clearTimeout(this.#deadline);
    this.#close();
  }
}
