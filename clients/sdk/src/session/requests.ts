/** Calls of the API with the session's access token, which is refreshed when it has expired. */
import { CoreChatError, hasCode } from '../errors.ts';
import type { Answer } from '../transport/exchange.ts';
import type { Call, Http } from '../transport/http.ts';
import { linkOf, type Page } from '../transport/paged.ts';
import type { AccessToken, Login } from './session-record.ts';

/** Where the access tokens come from. */
export interface Credentials {
  /** the user who is logged in */
  readonly login: Login | null;
  /** @param as the username that the token must belong to @throws CoreChatError not_logged_in */
  token(as?: string): Promise<AccessToken>;
  /** Replaces a token that the server refused. */
  refresh(stale: AccessToken, as?: string): Promise<AccessToken>;
  /** The server ended the session of this token. */
  ended(token: AccessToken): Promise<void>;
}

export interface SessionCall extends Call {
  /** the username that makes it: no account sends another one's message */
  as?: string;
}

export interface ListPage<Item> extends Page<Item> {
  /** asks later for what has changed since */
  syncToken: string | undefined;
}

export class Requests {
  readonly #http: Http;
  readonly #credentials: Credentials;

  constructor(http: Http, credentials: Credentials) {
    this.#http = http;
    this.#credentials = credentials;
  }

  /** The user who is logged in. */
  get login(): Login | null {
    return this.#credentials.login;
  }

  /** Aborted when the client is closed. */
  get signal(): AbortSignal {
    return this.#http.signal;
  }

  /** @throws CoreChatError not_logged_in, before anything is sent, without a session or in another account's */
  async send<Body>(call: SessionCall): Promise<Answer<Body>> {
    // Another user may log in before the last attempt.
    const as = call.as ?? this.login?.username;
    return this.#http.repeat<Body>(call, () => this.#attempt(call, as));
  }

  async #attempt(call: Call, as: string | undefined): Promise<Answer<unknown>> {
    const token = await this.#credentials.token(as);
    try {
      return await this.#http.attempt(call, bearer(token));
    } catch (error) {
      if (hasCode(error, 'session_ended')) await this.#credentials.ended(token);
      if (!hasCode(error, 'token_expired', 'invalid_token')) throw error;
      return this.#http.attempt(call, bearer(await this.#credentials.refresh(token, as)));
    }
  }

  /**
   * A page of a list.
   * @param path of the list, or the address of a further page
   * @param access 'public' for a list that needs no session, unless the server shows it to members only
   */
  async page<Item>(path: string, access: 'session' | 'public' = 'session'): Promise<ListPage<Item>> {
    const call = { method: 'GET', path } as const;
    const { body, header } = await (access === 'public'
      ? this.#withoutSession<Item[]>(call)
      : this.send<Item[]>(call));
    if (!Array.isArray(body)) throw new CoreChatError('bad_response', { message: 'A list was expected' });
    return {
      items: body,
      next: this.#link(header('link'), 'next', path),
      prev: this.#link(header('link'), 'prev', path),
      syncToken: header('x-sync-token') ?? undefined,
    };
  }

  async #withoutSession<Body>(call: Call): Promise<Answer<Body>> {
    try {
      return await this.#http.call<Body>(call);
    } catch (error) {
      if (!this.login || !hasCode(error, 'unauthenticated')) throw error;
      return this.send<Body>(call);
    }
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
    return { items: [body], next: this.#link(header('link'), 'next', path) };
  }

  #link(header: string | null, relation: 'next' | 'prev', path: string): string | undefined {
    const link = linkOf(header, relation);
    return link && this.#http.addressOfNext(link, path);
  }
}

const bearer = ({ text }: AccessToken): Record<string, string> => ({ Authorization: `Bearer ${text}` });
