/** Registered, logged-in people, whose tokens are renewed as clients do. */
import { registration } from '../../test/support/people/registration.ts';
import type { Api } from './api.ts';

export interface LoginAnswer {
  Token: string;
  TokenIssued: string;
  TokenExpiry: string;
  Username: string;
  SessionId: string;
  RefreshToken: string;
}

/** A token is renewed this long before it is over. */
const EARLY_MS = 60_000;

export class Person {
  readonly api: Api;
  readonly username: string;
  /** as answered, to be handed to an SDK's client */
  login: LoginAnswer;
  #renewAt = 0;
  #renewing: Promise<void> | undefined;

  constructor(api: Api, login: LoginAnswer) {
    this.api = api;
    this.username = login.Username;
    this.login = login;
    this.#note(login);
  }

  #note(login: LoginAnswer): void {
    this.login = login;
    const lifetime = Date.parse(login.TokenExpiry) - Date.parse(login.TokenIssued);
    this.#renewAt = performance.now() + Math.max(lifetime - EARLY_MS, lifetime / 2);
  }

  async #renew(): Promise<void> {
    const body = { RefreshToken: this.login.RefreshToken };
    this.#note((await this.api.call<LoginAnswer>('POST', '/sessions/refresh', { body })).body);
  }

  /** @throws Refusal */
  async token(): Promise<string> {
    if (performance.now() > this.#renewAt) {
      this.#renewing ??= this.#renew().finally(() => {
        this.#renewing = undefined;
      });
      await this.#renewing;
    }
    return this.login.Token;
  }
}

/** Each costs two password hashes; more at once than there are cores would only wait. */
const AT_ONCE = 4;

/**
 * @param name what their names begin with
 * @throws Refusal
 */
export async function enterPeople(
  api: Api,
  name: string,
  count: number,
  { signal, onDone = () => {} }: { signal: AbortSignal; onDone?: (done: number) => void },
): Promise<Person[]> {
  const people: Person[] = [];
  let next = 0;
  let done = 0;
  const enter = async () => {
    while (next < count) {
      signal.throwIfAborted();
      const index = next++;
      const form = registration(`${name}-${String(index).padStart(4, '0')}`);
      await api.call('POST', '/Register', { body: form });
      const { username, password } = form;
      const { body } = await api.call<LoginAnswer>('POST', '/Login', { body: { username, password } });
      people[index] = new Person(api, body);
      onDone(++done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, enter));
  return people;
}
