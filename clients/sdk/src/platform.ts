/** The parts of browsers and Node.js that the SDK uses, declared here, so that it needs the types of neither. */

export interface FetchInit {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
  credentials: 'omit' | 'same-origin';
  cache: 'no-store';
}

export interface FetchAnswer {
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

/** The part of a WebSocket that is used. */
export interface SocketLike {
  send(data: string): void;
  close(): void;
  addEventListener(
    type: 'open' | 'close' | 'error' | 'message',
    listener: (event: { data?: unknown }) => void,
  ): void;
}

export type SocketConstructor = new (url: string) => SocketLike;

export interface ChannelLike {
  postMessage(message: unknown): void;
  close(): void;
  onmessage: ((event: never) => void) | null;
}

/** The part of `BroadcastChannel` that is used: tabs publish their changes to each other. */
export type ChannelConstructor = new (name: string) => ChannelLike;

interface EventSource {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

interface LockOptions {
  signal: AbortSignal;
}

/** The part of the Web Locks API that is used. */
export interface LocksLike {
  request<T>(name: string, options: LockOptions, run: () => Promise<T>): Promise<T>;
}

/** The part of `localStorage` that is used. */
export interface WebStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

interface Globals extends Partial<EventSource> {
  fetch?: Fetch;
  WebSocket?: SocketConstructor;
  BroadcastChannel?: ChannelConstructor;
  navigator?: { locks?: LocksLike; onLine?: boolean };
  location?: { origin: string };
  localStorage?: WebStorage;
  document?: EventSource & { visibilityState: string };
  reportError?: (error: unknown) => void;
}

/** Read at each use, because tests replace parts of a page. */
export const globals = (): Globals => globalThis as unknown as Globals;

export type Timer = ReturnType<typeof setTimeout>;

/** Milliseconds by a monotonic clock. */
export const monotonic = (): number => performance.now();

/** Waits; resolves at once when the signal is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal?.aborted) return Promise.resolve();
  const wake = () => resolve();
  const timer = setTimeout(wake, milliseconds);
  // The signal can last as long as the client, with very many pauses.
  signal?.addEventListener('abort', wake);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', wake);
  });
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

/** A random UUID of version 4 (RFC 9562). Pages have `crypto.randomUUID` only where the connection is secure. */
export function randomId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return Array.from(bytes, hex)
    .join('')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Reports an error of the application's listener, which must not stop the SDK. */
export function report(error: unknown): void {
  const { reportError } = globals();
  queueMicrotask(() => {
    if (!reportError) throw error;
    reportError(error);
  });
}
