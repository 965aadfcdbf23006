import { CoreChatError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { PersonResource } from '../protocol.ts';
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

/** Fetches all people who are asked for within one turn of the event loop with one request: a list asks for each of its rows. */
export class PeopleLoader {
  readonly #requests: Requests;
  #waiting: Waiting[] = [];

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** @throws CoreChatError user_not_found */
  load(name: string): Promise<PersonResource> {
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
