/** Keeps a socket open until it is stopped: gets a ticket, opens, syncs, and starts over when the socket closes. */

import { asCoreChatError, CoreChatError } from '../errors.ts';
import { globals, monotonic, pause, type SocketConstructor } from '../platform.ts';
import type { ServerFrame } from '../protocol.ts';
import type { ConnectionEvent, ConnectionState } from '../types.ts';
import { backoff } from './backoff.ts';
import { type ClientFrame, Socket } from './socket.ts';

/** A socket that closes sooner counts as a failure, so that the pauses grow when a server closes each one. */
const STABLE_MS = 10_000;

/** The pause after the server closed the socket because the person has too many: at once it would close another one. */
const ROOM_MS = 5 * 60_000;

export interface ConnectionParts {
  /** @returns an address that is valid for one socket @throws CoreChatError */
  address(): Promise<string>;
  WebSocket: SocketConstructor | undefined;
  received(frame: ServerFrame): void;
  /** gets the missed changes; frames keep arriving meanwhile */
  sync(): Promise<void>;
  changed(event: ConnectionEvent): void;
}

export class Connection {
  readonly #parts: ConnectionParts;
  #state: ConnectionState = 'disconnected';
  #running: AbortController | undefined;
  #socket: Socket | undefined;
  #wake: AbortController | undefined;
  /** the server needs the socket's place */
  #gaveWay = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  #set(state: ConnectionState, retryAt: number | null = null): void {
    if (this.#state === state && retryAt === null) return;
    this.#state = state;
    this.#parts.changed({ state, retryAt });
  }

  /** @throws TypeError where there is none */
  requireWebSocket(): SocketConstructor {
    const found = this.#parts.WebSocket ?? globals().WebSocket;
    if (!found) throw new TypeError('There is no WebSocket here: give one as an option');
    return found;
  }

  start(): void {
    if (this.#running) return;
    this.#running = new AbortController();
    this.#keep(this.#running.signal).catch(() => {});
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#socket?.close();
    this.#set('disconnected');
  }

  /** Ends the pause before the next attempt. Pings a socket that is open. */
  retryNow(): void {
    this.#wake?.abort();
    this.#socket?.probe();
  }

  /** Opens another socket, because the server no longer knows this one. */
  replace(): void {
    this.#socket?.close();
  }

  /** Leaves the socket's place to a newer one of the same person, until `retryNow` or for some minutes. */
  giveWay(): void {
    this.#gaveWay = true;
    this.#socket?.close();
  }

  /** @returns false when there is no socket to send it by */
  send(frame: ClientFrame): boolean {
    return this.#socket?.send(frame) ?? false;
  }

  async #keep(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      let asked = 0;
      const startedAt = monotonic();
      try {
        await this.#hold(signal);
        failures = monotonic() - startedAt > STABLE_MS ? 0 : failures + 1;
      } catch (error) {
        asked = asCoreChatError(error).retryAfterMs ?? 0;
        failures++;
      }
      if (signal.aborted) return;
      const wait = Math.max(backoff(failures), asked, this.#gaveWay ? ROOM_MS : 0);
      this.#gaveWay = false;
      this.#wake = new AbortController();
      this.#set('waiting', Date.now() + wait);
      await pause(wait, AbortSignal.any([signal, this.#wake.signal]));
    }
  }

  /** Keeps one socket, from its ticket to its end. */
  async #hold(signal: AbortSignal): Promise<void> {
    const { address, sync, received } = this.#parts;
    this.#set('connecting');
    const url = await address();
    if (signal.aborted) return;
    const socket = await Socket.open(this.requireWebSocket(), url, received, signal);
    this.#socket = socket;
    try {
      this.#set('syncing');
      const isLost = socket.closed.then(() => {
        throw new CoreChatError('network', { message: 'The live connection was lost' });
      });
      isLost.catch(() => {});
      await Promise.race([sync(), isLost]);
      if (signal.aborted) return;
      this.#set('online');
      await socket.closed;
    } finally {
      socket.close();
      if (this.#socket === socket) this.#socket = undefined;
    }
  }
}
