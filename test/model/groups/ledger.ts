/**
 * Who was in the group at which version, and everything that reached a client. A change at version v is for those who were in
 * the group at v; an answer is for those who are in it now; and where the group shows new members nothing from before, only from their
 * joining on.
 */
import type { ConversationResource } from '#lib/conversations/resources.ts';
import type { MessageResource } from '#lib/messages/resources.ts';
import { collection } from '#lib/platform/mongo.ts';
import type { ServerFrame } from '#lib/realtime/resources.ts';
import type { Person } from '../../support/people/people.ts';
import type { Watcher } from './member-client.ts';

/** What the ledger reads of the group's document. */
export interface GroupState {
  _id: string;
  version: number;
  lastSeq: number;
  members: string[];
  owners: string[];
  admins: string[];
  history: 'start' | 'join';
  name: string;
  closedAt?: Date;
}

interface Entry extends GroupState {
  /** several requests could change the group since the last entry, so that a version between has the members of one of the two */
  isVague: boolean;
}

const NOBODY: Entry = {
  _id: '',
  version: 0,
  lastSeq: 0,
  members: [],
  owners: [],
  admins: [],
  history: 'join',
  name: '',
  isVague: false,
};

export const readState = async (group: string): Promise<GroupState> => {
  const state = await collection<GroupState>('conversations').findOne({ _id: group });
  if (!state) throw new Error('The group is gone');
  return state;
};

export class Ledger implements Watcher {
  readonly #group: string;
  readonly #entries: Entry[] = [NOBODY];
  readonly #faults: string[] = [];

  constructor(group: string) {
    this.#group = group;
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  /** @param isVague see Entry */
  async note(isVague: boolean): Promise<void> {
    this.#entries.push({ ...(await readState(this.#group)), isVague });
  }

  get #now(): Entry {
    return this.#entries.at(-1) ?? NOBODY;
  }

  /** The entries that can be the group's state at a version. */
  #at(version: number): Entry[] {
    const index = this.#entries.findIndex((entry) => entry.version >= version);
    const found = this.#entries[index];
    if (!found) return [this.#now];
    const before = this.#entries[index - 1] ?? NOBODY;
    return found.isVague ? [before, found] : [found];
  }

  /** The last seq before this person's present membership. @returns `isExact` false: it may have begun later */
  joinedAfter(username: string): { seq: number; isExact: boolean } {
    const out = this.#entries.findLastIndex(({ members }) => !members.includes(username));
    const since = this.#entries.slice(out + 1);
    return { seq: this.#floorAt(this.#now, username), isExact: since.every(({ isVague }) => !isVague) };
  }

  /** The last seq before this person's membership in an entry began. */
  #floorAt(entry: Entry, username: string): number {
    const end = this.#entries.lastIndexOf(entry);
    const out = this.#entries.slice(0, end).findLastIndex(({ members }) => !members.includes(username));
    const before = this.#entries[out];
    // A vague entry can hide that its person left and joined again.
    return before && before.version > 0 ? before.lastSeq : 0;
  }

  message(person: Person, message: MessageResource, pushed: boolean): void {
    const { username } = person;
    const { Version, Seq } = message;
    const as = [this.#now, ...(pushed ? this.#at(Version) : [])];
    const isIn = as.filter(({ members }) => members.includes(username));
    const what = `message ${Seq} (version ${Version}) "${message.Message || message.System?.Type}"`;
    if (isIn.length === 0) {
      this.#report(person, what);
      return;
    }
    const showsAll = this.#entries.some(({ history }, index) => index > 0 && history === 'start');
    const floor = Math.min(...isIn.map((entry) => this.#floorAt(entry, username)));
    if (!showsAll && Seq <= floor) this.#report(person, `${what} from before the joining after ${floor}`);
  }

  row(person: Person, row: ConversationResource): void {
    const { Left, LastMessage, Group, Unread, Version, ReadSeq } = row;
    if (Left) {
      const shown = LastMessage || Group || Unread || Version || ReadSeq;
      if (shown) this.#report(person, `a row of a left group with ${JSON.stringify(row)}`);
      return;
    }
    if (!this.#now.members.includes(person.username)) this.#report(person, `a row at version ${Version}`);
    if (LastMessage) this.message(person, LastMessage, false);
  }

  frame(person: Person, frame: ServerFrame): void {
    if (!this.#now.members.includes(person.username)) this.#report(person, `a frame ${frame.type}`);
  }

  #report({ username }: Person, what: string): void {
    this.#faults.push(`${username} got ${what}`);
  }
}
