/** Exchanges a refresh token for the next one, and for an access token. */
import { type CoreChatError, hasCode } from '../errors.ts';
import type { ClientStorage } from '../storage/client-storage.ts';
import type { Http } from '../transport/http.ts';
import type { DeviceMarks } from './device-marks.ts';
import {
  fromRecord,
  isFresh,
  type LoginAnswer,
  type Session,
  toRecord,
  toSession,
} from './session-record.ts';

/** The storage key of the session, and the name of the lock that lets one tab at a time refresh it. */
export const KEY = 'session';

/** The server's answers to a refresh token that is no longer valid. */
export const isOver = (error: unknown): error is CoreChatError =>
  hasCode(error, 'invalid_refresh_token', 'refresh_token_reused', 'session_ended');

export class TokenRefresher {
  readonly #http: Http;
  readonly #storage: ClientStorage;
  readonly #marks: DeviceMarks;

  constructor(http: Http, storage: ClientStorage, marks: DeviceMarks) {
    this.#http = http;
    this.#storage = storage;
    this.#marks = marks;
  }

  /**
   * Says that this client renews its access token. A page of another site cannot send the header, which protects the cookie against
   * forged requests.
   */
  get headers(): Record<string, string> {
    return { 'X-CoreChat-Session': this.#http.cookieMode ? 'cookie' : 'token' };
  }

  /** @param refreshToken undefined in cookie mode */
  async exchange(refreshToken: string | undefined): Promise<Session> {
    const body = refreshToken === undefined ? {} : { RefreshToken: refreshToken };
    const call = { method: 'POST', path: '/sessions/refresh', body, headers: this.headers } as const;
    const { body: answer } = await this.#http.call<LoginAnswer>({ ...call, repeatable: true });
    const session = toSession(answer);
    await this.#marks.keep(answer);
    return session;
  }

  /**
   * Refreshes the session in the storage. Another tab may have refreshed it, or logged out, meanwhile.
   * @param stale the access token to replace
   * @param isCurrent whether the session is still the one that is logged in here
   * @returns undefined when the session is gone from the storage
   */
  async stored(
    session: Session,
    stale: string | undefined,
    isCurrent: () => boolean,
  ): Promise<Session | undefined> {
    let tried: string | undefined;
    for (;;) {
      const stored = fromRecord(await this.#storage.get(KEY));
      if (!stored && !this.#storage.isBroken) return undefined;
      const known = stored ?? session;
      if (known.token && known.token.text !== stale && isFresh(known.token)) return known;
      try {
        const next = await this.exchange(known.refreshToken);
        const current = fromRecord(await this.#storage.get(KEY));
        // A log-out or log-in in another tab or process, meanwhile, takes precedence.
        if (current?.refreshToken !== known.refreshToken && !this.#storage.isBroken) continue;
        if (isCurrent()) await this.#storage.set(KEY, toRecord(next));
        return next;
      } catch (error) {
        // Another tab that did not wait for the lock has used the token: its answer is in the storage by now.
        const isNews = isOver(error) && tried !== known.refreshToken;
        const current = isNews ? fromRecord(await this.#storage.get(KEY)) : undefined;
        if (!current || current.refreshToken === known.refreshToken) throw error;
        tried = current.refreshToken;
      }
    }
  }
}
