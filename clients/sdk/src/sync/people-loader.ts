import { CoreChatError, isTransient } from '../errors.ts';
import { limits } from '../limits.ts';
import type { PersonResource } from '../protocol.ts';
import type { Store } from '../store/store.ts';
import { foldUsername, isUsername } from '../username.ts';

interface Requests {
  show: (username: string) => Promise<PersonResource>;
  showAll: (query: { usernames: string }) => AsyncIterable<PersonResource>;
}

interface Waiting {
  name: string;
  resolve: (person: PersonResource) => void;
  reject: (error: unknown) => void;
}

/**
 * Fetches profiles and presence, and puts the presence into the store. All people who are asked for within one turn of the event loop
 * are one request: a list asks for each of its rows.
 */
export class PeopleLoader {
  readonly #requests: Requests;
  readonly #store: Store;
  #waiting: Waiting[] = [];

  constructor(requests: Requests, store: Store) {
    this.#requests = requests;
    this.#store = store;
  }

  /** @throws CoreChatError user_not_found */
  async load(name: string): Promise<PersonResource> {
    const { era, state } = this.#store;
    const person = await this.#request(name);
    const { username, presence } = person;
    const event = { username, online: presence.online, lastSeen: presence.last_seen };
    if (era === this.#store.era) this.#store.apply({ type: 'presence', event, asOf: state.clock });
    return person;
  }

  /** Leaves out names without an account. */
  async refresh(names: string[]): Promise<void> {
    const loading = names.map((name) =>
      this.load(name).catch((error: unknown) => {
        if (isTransient(error)) throw error;
      }),
    );
    await Promise.all(loading);
  }

  #request(name: string): Promise<PersonResource> {
    if (!isUsername(name)) return this.#requests.show(name);
    if (this.#waiting.length === 0) setTimeout(() => this.#send());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, resolve, reject });
    });
  }

  #send(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let start = 0; start < waiting.length; start += limits.peopleAtOnce) {
      const batch = waiting.slice(start, start + limits.peopleAtOnce);
      this.#fetch(batch).catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      });
    }
  }

  async #fetch(batch: Waiting[]): Promise<void> {
    const [first] = batch;
    if (first && batch.length === 1) return first.resolve(await this.#requests.show(first.name));
    const found = new Map<string, PersonResource>();
    const usernames = batch.map(({ name }) => name).join();
    for await (const person of this.#requests.showAll({ usernames })) {
      found.set(foldUsername(person.username), person);
    }
    for (const { name, resolve, reject } of batch) {
      const person = found.get(foldUsername(name));
      if (person) resolve(person);
      else reject(new CoreChatError('user_not_found', { status: 404 }));
    }
  }
}
