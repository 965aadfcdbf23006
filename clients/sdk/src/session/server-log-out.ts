import type { ClientStorage } from '../storage/client-storage.ts';
import type { Http } from '../transport/http.ts';
import { isFresh, type Session } from './session-record.ts';
import { isOver, KEY, type TokenRefresher } from './token-refresher.ts';

/** Cookie mode: the storage key that marks a log-out which has not reached the server. The page cannot delete the cookie. */
const LOGGED_OUT = 'logged-out';

/** Ends sessions on the server. In cookie mode a log-out that does not reach it is finished later. */
export class ServerLogOut {
  readonly #http: Http;
  readonly #storage: ClientStorage;
  readonly #refresher: TokenRefresher;

  constructor(http: Http, storage: ClientStorage, refresher: TokenRefresher) {
    this.#http = http;
    this.#storage = storage;
    this.#refresher = refresher;
  }

  /** @returns whether it has ended there */
  async end(session: Session): Promise<boolean> {
    // Stored before the request: the page may be closed, or a user may log in elsewhere, before the server answers.
    if (this.#http.cookieMode) await this.#storage.set(LOGGED_OUT, '1');
    try {
      const next = isFresh(session.token)
        ? session
        : await this.#storage.alone(KEY, () => this.#refresher.exchange(session.refreshToken));
      await this.#request(next.token?.text);
    } catch (error) {
      if (!isOver(error)) return false;
    }
    if (this.#http.cookieMode) await this.forget();
    return true;
  }

  async #request(token: string | undefined): Promise<void> {
    const headers = { Authorization: `Bearer ${token}` };
    await this.#http.call({ method: 'DELETE', path: '/sessions/current', headers });
  }

  /** Whether a log-out has not reached the server. */
  async isUnfinished(): Promise<boolean> {
    return (await this.#storage.get(LOGGED_OUT)) !== undefined;
  }

  /** Tries an unfinished log-out again. */
  async finish(): Promise<void> {
    try {
      const { token } = await this.#storage.alone(KEY, () => this.#refresher.exchange(undefined));
      await this.#request(token?.text);
      await this.forget();
    } catch (error) {
      if (isOver(error)) await this.forget();
    }
  }

  /** A new session replaces the one whose log-out was unfinished. */
  async forget(): Promise<void> {
    await this.#storage.delete(LOGGED_OUT);
  }
}
