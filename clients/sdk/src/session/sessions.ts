/** Log-in, log-out and the access token; one refresh at a time, also among tabs that share a storage. */
import { hasCode, notLoggedIn } from '../errors.ts';
import { InFlight } from '../in-flight.ts';
import type { LoginInput } from '../protocol.ts';
import type { ClientStorage } from '../storage/client-storage.ts';
import type { Http } from '../transport/http.ts';
import type { LogoutReason, SessionEvent } from '../types.ts';
import { isSameUser } from '../username.ts';
import { DeviceMarks } from './device-marks.ts';
import type { Credentials } from './requests.ts';
import { ServerLogOut } from './server-log-out.ts';
import {
  type AccessToken,
  fromRecord,
  isFresh,
  type Login,
  type LoginAnswer,
  type Session,
  toRecord,
  toSession,
} from './session-record.ts';
import { isOver, KEY, TokenRefresher } from './token-refresher.ts';

/** Cookie mode: stored in place of the session, whose refresh token no script can read. */
const IN_COOKIE = 'cookie';

export class Sessions implements Credentials {
  readonly #http: Http;
  readonly #storage: ClientStorage;
  readonly #changed: (event: SessionEvent) => void;
  #session: Session | null = null;
  readonly #marks: DeviceMarks;
  readonly #refresher: TokenRefresher;
  readonly #serverLogOut: ServerLogOut;
  /** a log-out under way: its answer clears the cookie, so the next login waits for it */
  #leaving: Promise<unknown> = Promise.resolve();
  readonly #entering = new InFlight<void>();
  readonly #resuming = new InFlight<boolean>();
  readonly #refreshing = new InFlight<AccessToken>();

  constructor(http: Http, storage: ClientStorage, changed: (event: SessionEvent) => void) {
    this.#http = http;
    this.#storage = storage;
    this.#changed = changed;
    this.#marks = new DeviceMarks(storage);
    this.#refresher = new TokenRefresher(http, storage, this.#marks);
    this.#serverLogOut = new ServerLogOut(http, storage, this.#refresher);
  }

  get login(): Login | null {
    return this.#session?.login ?? null;
  }

  #require(as?: string): Session {
    const session = this.#session;
    if (!session || (as !== undefined && !isSameUser(as, session.login.username))) throw notLoggedIn();
    return session;
  }

  /** @param as username that it must be of @throws CoreChatError not_logged_in; those of a refresh */
  async token(as?: string): Promise<AccessToken> {
    const { token } = this.#require(as);
    return isFresh(token) ? token : this.refresh(token, as);
  }

  async logIn(input: LoginInput): Promise<void> {
    // A form that is submitted twice opens one session.
    await this.#entering.run(JSON.stringify([input.username, input.password]), () => this.#logIn(input));
  }

  async #logIn(input: LoginInput): Promise<void> {
    await this.#leaving;
    const headers = this.#refresher.headers;
    const body = { ...input, ...(await this.#marks.of(input.username)) };
    const call = { method: 'POST', path: '/Login', body, headers } as const;
    const { body: answer } = await this.#http.call<LoginAnswer>(call);
    const session = toSession(answer);
    await this.#serverLogOut.forget();
    await this.#marks.keep(answer);
    await this.#begin(session);
    this.#storage.publish({ type: 'logged-in', username: answer.Username });
  }

  /** For the deletion of the account. */
  async forgetDevice(username: string): Promise<void> {
    await this.#marks.forget(username);
  }

  async #begin(session: Session): Promise<void> {
    const { username } = session.login;
    const before = this.#session;
    if (before && !isSameUser(before.login.username, username)) this.#end(before, 'logout');
    this.#session = session;
    await this.#keep(session);
    this.#changed({ state: 'logged-in', ...session.login });
  }

  async #keep(session: Session): Promise<void> {
    await this.#storage.set(KEY, this.#http.cookieMode ? IN_COOKIE : toRecord(session));
  }

  /** @returns false when there is no session to resume @throws CoreChatError when the server cannot be reached */
  async resume(): Promise<boolean> {
    return this.#resuming.run('resume', () => this.#resume());
  }

  async #resume(): Promise<boolean> {
    await this.#leaving;
    if (this.#session) return true;
    return this.#http.cookieMode ? this.#resumeCookie() : this.#resumeStored();
  }

  async #resumeStored(): Promise<boolean> {
    const stored = fromRecord(await this.#storage.get(KEY));
    if (!stored) return false;
    this.#session = stored;
    if (!stored.token) {
      try {
        await this.refresh(undefined);
      } catch (error) {
        if (isOver(error) || hasCode(error, 'not_logged_in')) {
          if (this.#session === stored) this.#session = null;
          return false;
        }
        // The server cannot be reached. The user is known: messages are kept, and sent once the token can be refreshed.
        if (this.#session === stored) this.#changed({ state: 'logged-in', ...stored.login });
        throw error;
      }
    }
    if (this.#session) this.#changed({ state: 'logged-in', ...(this.#session as Session).login });
    return this.#session !== null;
  }

  async #resumeCookie(): Promise<boolean> {
    if (await this.#serverLogOut.isUnfinished()) {
      await this.#serverLogOut.finish();
      return false;
    }
    // A request would log an error in the browser's console on every first visit.
    if (this.#storage.isGiven && !this.#storage.isBroken && (await this.#storage.get(KEY)) === undefined)
      return false;
    try {
      const session = await this.#storage.alone(KEY, () => this.#refresher.exchange(undefined));
      if (!this.#session) await this.#begin(session);
      return true;
    } catch (error) {
      if (!isOver(error)) throw error;
      await this.#storage.delete(KEY);
      return false;
    }
  }

  /** @returns false when nobody was logged in here */
  async assume(login: Login): Promise<boolean> {
    if (this.#session) return isSameUser(this.#session.login.username, login.username);
    if ((await this.#storage.get(KEY)) === undefined) return false;
    // With the first request, a refresh finds out whether it is right.
    this.#session = { login, token: undefined, refreshToken: undefined };
    this.#changed({ state: 'logged-in', ...login });
    return true;
  }

  /**
   * Gets a new access token. Calls during a refresh share its answer.
   * @param stale the token to replace
   * @throws CoreChatError transient when the session may still be good
   */
  async refresh(stale: AccessToken | undefined, as?: string): Promise<AccessToken> {
    const session = this.#require(as);
    if (session.token && session.token !== stale && isFresh(session.token)) return session.token;
    return this.#refreshing.run(session, () => this.#refresh(session));
  }

  async #refresh(session: Session): Promise<AccessToken> {
    const stale = session.token?.text;
    try {
      const next = await this.#storage.alone(KEY, () =>
        this.#http.cookieMode
          ? this.#refresher.exchange(undefined)
          : this.#refresher.stored(session, stale, () => this.#session === session),
      );
      if (!next) this.#end(session, 'other-tab');
      if (!next || this.#session !== session) throw notLoggedIn();
      if (!isSameUser(next.login.username, session.login.username)) {
        this.#end(session, 'other-tab');
        throw notLoggedIn();
      }
      Object.assign(session, next);
      if (!next.token) throw notLoggedIn();
      return next.token;
    } catch (error) {
      if (isOver(error) && this.#session === session) {
        await this.#storage.delete(KEY);
        this.#end(session, error.code === 'session_ended' ? 'revoked' : 'expired');
      }
      throw error;
    }
  }

  /** Ends the session here at once, and on the server if that can be reached. @returns whether it has ended on the server as well */
  async logOut(): Promise<boolean> {
    const session = this.#session;
    if (!session) return true;
    await this.#forget(session, 'logout');
    this.#storage.publish({ type: 'logged-out', username: session.login.username });
    const ending = this.#serverLogOut.end(session);
    this.#leaving = ending;
    return ending;
  }

  /** The server has ended the session of this token. @param token undefined: the present session */
  async ended(token?: AccessToken, reason: LogoutReason = 'revoked'): Promise<void> {
    const session = this.#session;
    if (session && (token === undefined || token === session.token)) await this.#forget(session, reason);
  }

  /** @param username the user who logged in or out in another tab */
  changedInOtherTab(event: 'logged-in' | 'logged-out', username: string): void {
    const session = this.#session;
    if (!session) return;
    const isOther = !isSameUser(username, session.login.username);
    if (event === 'logged-in' ? isOther : !isOther) this.#end(session, 'other-tab');
  }

  async #forget(session: Session, reason: LogoutReason): Promise<void> {
    this.#end(session, reason);
    await this.#storage.delete(KEY);
  }

  #end(session: Session, reason: LogoutReason): void {
    if (this.#session !== session) return;
    this.#session = null;
    this.#changed({ state: 'logged-out', username: session.login.username, reason });
  }
}
