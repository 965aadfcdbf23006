/** HTTP calls to one server, without a session: each is made once, or several times where that is safe. */
import { CoreChatError } from '../errors.ts';
import type { CoreChatOptions } from '../options.ts';
import { type Fetch, globals } from '../platform.ts';
import { type Answer, exchange } from './exchange.ts';
import { repeated } from './retry.ts';
import { serverUrl, withoutSlashes } from './server-url.ts';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** with its query */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** idempotent: retried when it fails for the moment; GETs always are */
  repeatable?: boolean;
  /** asks for the resource instead of a short sentence (RFC 7240) */
  representation?: boolean;
}

const DEFAULT_TIMEOUT_MS = 10_000;

export class Http {
  /** of the API, without a slash at its end */
  readonly url: string;
  /** the refresh token is in a cookie, out of reach of scripts */
  readonly cookieMode: boolean;
  readonly #fetch: Fetch;
  readonly #timeoutMs: number;
  readonly #log: NonNullable<CoreChatOptions['log']>;
  readonly #closed = new AbortController();

  constructor(options: CoreChatOptions) {
    this.url = serverUrl(options.url ?? '/');
    this.cookieMode = options.session === 'cookie';
    // Looked up at each call, and called as the global's own: browsers refuse anything else.
    this.#fetch = options.fetch ?? ((address, init) => (globals().fetch as Fetch)(address, init));
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#log = options.log ?? (() => {});
  }

  /** Aborted by `close`. */
  get signal(): AbortSignal {
    return this.#closed.signal;
  }

  /** Aborts the calls under way, and every later one. */
  close(): void {
    this.#closed.abort();
  }

  /**
   * @param path on this server, or the complete address of a further page
   * @throws CoreChatError bad_response for the address of another server, which must not get the token
   */
  address(path: string): string {
    const address = path.startsWith('/') ? new URL(this.url + path) : new URL(path);
    if (address.origin !== new URL(this.url).origin) {
      throw new CoreChatError('bad_response', { message: 'The server refers to another one' });
    }
    return address.href;
  }

  /**
   * @param link target of a `Link` to the next page. Its path may lack the prefix of a proxy, or have the stage of a gateway
   * @param path of the page that has the link
   * @returns the complete address of the next page
   */
  addressOfNext(link: string, path: string): string {
    const page = new URL(this.address(path));
    const next = new URL(link, page);
    const resource = page.pathname.slice(withoutSlashes(new URL(this.url).pathname).length);
    if (next.origin === page.origin && next.pathname.endsWith(resource)) next.pathname = page.pathname;
    return next.href;
  }

  /** Makes a call that needs no session. @throws CoreChatError */
  async call<Body>(call: Call): Promise<Answer<Body>> {
    return this.repeat<Body>(call, () => this.attempt(call));
  }

  /** Makes the attempt, again where the call is idempotent and the failure may pass. */
  async repeat<Body>(call: Call, attempt: () => Promise<Answer<unknown>>): Promise<Answer<Body>> {
    const repeats = call.repeatable ?? call.method === 'GET';
    return (await (repeats ? repeated(this.signal, attempt) : attempt())) as Answer<Body>;
  }

  /** One request. @param credentials headers that say who calls */
  async attempt(call: Call, credentials: Record<string, string> = {}): Promise<Answer<unknown>> {
    const { method, path, body, representation, headers } = call;
    const log = { type: 'request', method, path: path.split('?')[0] ?? path } as const;
    try {
      const answer = await exchange(this.#fetch, {
        method,
        url: this.address(path),
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
