/** Calls of the API: with the session's token, refreshed when it is over, repeated where that is safe. */
import { CoreChatError, hasCode } from './errors.ts';
import type { CoreChatOptions } from './options.ts';
import { nextLink, type Page } from './paged.ts';
import { type Fetch, globals } from './platform.ts';
import { repeated } from './repeat.ts';
import type { Sessions } from './sessions.ts';
import { type Answer, exchange } from './transport.ts';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** with its query */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** making it again changes nothing; GETs always are so */
  repeatable?: boolean;
  /** asks for the resource instead of a short sentence (RFC 7240) */
  representation?: boolean;
  /** the username as whom it must be made: nobody's message is sent by another */
  as?: string;
}

export interface ListPage<Item> extends Page<Item> {
  /** to ask later what has changed since */
  syncToken: string | undefined;
}

const DEFAULT_TIMEOUT_MS = 10_000;

export class Requests {
  readonly url: string;
  readonly cookieMode: boolean;
  sessions!: Sessions;
  readonly #fetch: Fetch;
  readonly #timeoutMs: number;
  readonly #log: NonNullable<CoreChatOptions['log']>;
  readonly #closed = new AbortController();

  constructor(options: CoreChatOptions) {
    const url = options.url ?? globals().location?.origin;
    if (url === undefined) throw new TypeError('CoreChat needs the url of the API');
    this.url = new URL(url).href.replace(/\/$/, '');
    this.cookieMode = options.session === 'cookie';
    // Looked up at each call, and called as the global's own: browsers refuse anything else.
    this.#fetch = options.fetch ?? ((address, init) => (globals().fetch as Fetch)(address, init));
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#log = options.log ?? (() => {});
  }

  get signal(): AbortSignal {
    return this.#closed.signal;
  }

  /** Ends what is on its way, and everything later. */
  close(): void {
    this.#closed.abort();
  }

  /** @param path of ours, or the complete address of a further page: it must be this server's, the token goes along */
  #address(path: string): string {
    const address = path.startsWith('/') ? new URL(this.url + path) : new URL(path);
    if (address.origin !== new URL(this.url).origin) {
      throw new CoreChatError('bad_response', { message: 'The server refers to another one' });
    }
    return address.href;
  }

  /** Without a session. One attempt, or several when repeatable. */
  async anonymous<Body>(call: Call): Promise<Answer<Body>> {
    const attempt = () => this.#attempt(call, {});
    const repeats = call.repeatable ?? call.method === 'GET';
    return (await (repeats ? repeated(this.signal, attempt) : attempt())) as Answer<Body>;
  }

  /** @throws CoreChatError not_logged_in before anything is sent, when there is no session, or not that one */
  async send<Body>(call: Call): Promise<Answer<Body>> {
    // Somebody else may log in before the last attempt.
    const as = call.as ?? this.sessions.login?.username;
    const attempt = () => this.#asSession(as === undefined ? call : { ...call, as });
    const repeats = call.repeatable ?? call.method === 'GET';
    return (await (repeats ? repeated(this.signal, attempt) : attempt())) as Answer<Body>;
  }

  /**
   * A page of a list.
   * @param path of the list, or the address of a further page
   * @param access 'public' for a list that needs no session
   */
  async page<Item>(path: string, access: 'session' | 'public' = 'session'): Promise<ListPage<Item>> {
    const call = { method: 'GET', path } as const;
    const { body, header } = await (access === 'public'
      ? this.anonymous<Item[]>(call)
      : this.send<Item[]>(call));
    if (!Array.isArray(body)) throw new CoreChatError('bad_response', { message: 'A list was expected' });
    return {
      items: body,
      next: this.#next(header('link'), path),
      syncToken: header('x-sync-token') ?? undefined,
    };
  }

  /** A list from that page on, page by page. */
  async *walk<Item>(path: string): AsyncGenerator<ListPage<Item>> {
    let next: string | undefined = path;
    while (next !== undefined) {
      const page: ListPage<Item> = await this.page(next);
      yield page;
      next = page.next;
    }
  }

  /** A page that is one object, such as a page of the export. */
  async single<Item>(path: string): Promise<Page<Item>> {
    const { body, header } = await this.send<Item>({ method: 'GET', path });
    return { items: [body], next: this.#next(header('link'), path) };
  }

  #next(link: string | null, path: string): string | undefined {
    const next = nextLink(link);
    return next && new URL(next, this.#address(path)).href;
  }

  async #asSession(call: Call): Promise<Answer<unknown>> {
    const token = await this.sessions.token(call.as);
    try {
      return await this.#attempt(call, { Authorization: `Bearer ${token.text}` });
    } catch (error) {
      if (hasCode(error, 'session_ended')) await this.sessions.ended(token);
      if (!hasCode(error, 'token_expired', 'invalid_token')) throw error;
      const fresh = await this.sessions.refresh(token, call.as);
      return this.#attempt(call, { Authorization: `Bearer ${fresh.text}` });
    }
  }

  async #attempt(call: Call, credentials: Record<string, string>): Promise<Answer<unknown>> {
    const { method, path, body, representation, headers } = call;
    const log = { type: 'request', method, path: path.split('?')[0] ?? path } as const;
    try {
      const answer = await exchange(this.#fetch, {
        method,
        url: this.#address(path),
        headers: {
          Accept: 'application/json',
          ...(representation ? { Prefer: 'return=representation' } : {}),
          ...headers,
          ...credentials,
        },
        body,
        credentials: this.cookieMode ? 'same-origin' : 'omit',
        timeoutMs: this.#timeoutMs,
        signal: this.signal,
      });
      this.#log({ ...log, status: answer.status });
      return answer;
    } catch (error) {
      if (error instanceof CoreChatError) this.#log({ ...log, status: error.status, code: error.code });
      throw error;
    }
  }
}
