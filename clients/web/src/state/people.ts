/** Profiles of other people, fetched when one appears on the screen, and their presence as the SDK reports it. */
import { effect, type Signal, signal } from '@preact/signals';
import type { Presence, PublicProfile } from '#sdk';
import { chat } from '../app/client.ts';
import { trouble } from './connection.ts';
import { lastSeenLabel } from './times.ts';

export interface Person {
  username: string;
  displayName: string | null;
  bio: string | null;
  avatar: PublicProfile['avatar'];
  /** undefined until the server has answered, and without a connection */
  presence: Presence | undefined;
}

const FRESH_MS = 5 * 60_000;

const people = new Map<string, Signal<Person>>();
const askedAt = new Map<string, number>();
/** changes when the profiles on the screen must be fetched again */
const round = signal(0);

function entry(username: string): Signal<Person> {
  const key = username.toLowerCase();
  const known =
    people.get(key) ??
    signal<Person>({ username, displayName: null, bio: null, avatar: null, presence: undefined });
  people.set(key, known);
  return known;
}

function change(username: string, fields: Partial<Person>): void {
  const person = entry(username);
  person.value = { ...person.value, ...fields };
}

/** @param username '' while it is unknown @param options.ask false for deleted accounts, which the server answers with 404 */
export function personOf(username: string, { ask = true } = {}): Signal<Person> {
  const key = username.toLowerCase();
  round.value; // draws again when it changes
  // The server writes words where an account was erased.
  if (ask && /^[\w.-]+$/.test(username) && Date.now() - (askedAt.get(key) ?? 0) > FRESH_MS) {
    askedAt.set(key, Date.now());
    // Not while the screen is being drawn. The SDK asks for all people of a list at once.
    queueMicrotask(() => void fetchPerson(username));
  }
  return entry(username);
}

/** The name to show: the display name, or else the username. */
export const nameOf = (person: Person): string => person.displayName ?? person.username;

export const isOnline = (person: Person): boolean => person.presence?.online === true;

/** "Online", "Last seen …" @param now epoch ms @returns undefined when that is not known, or not shown to the user */
export function presenceLabel({ presence }: Person, now: number): string | undefined {
  if (presence?.online) return 'Online';
  return presence?.lastSeen ? lastSeenLabel(presence.lastSeen, now) : undefined;
}

async function fetchPerson(name: string): Promise<void> {
  try {
    const { username, display_name: displayName, bio, avatar } = await chat.fetchPresence(name);
    // No event comes when the presence is the same as before.
    const presence = chat.presenceOf(name) ?? entry(name).value.presence;
    change(name, { username, displayName, bio, avatar, presence });
  } catch {
    askedAt.delete(name.toLowerCase()); // fetched the next time that the person appears
  }
}

/** A profile that came with a list. */
export function learnProfile({ username, display_name: displayName, bio, avatar }: PublicProfile): void {
  change(username, { username, displayName, bio, avatar });
}

/** After a change of the user's own profile. */
export function forgetPerson(username: string): void {
  askedAt.delete(username.toLowerCase());
  personOf(username);
}

/** Logging out: the next user must not see who the last one talked to. */
export function forgetPeople(): void {
  people.clear();
  askedAt.clear();
}

chat.on('profile', ({ username, profile }) => {
  if (!people.has(username.toLowerCase())) return;
  const { display_name: displayName = null, bio = null, avatar = null } = profile ?? {};
  change(username, { displayName, bio, avatar });
});

chat.on('presence', ({ username, online, lastSeen }) => {
  if (people.has(username.toLowerCase())) change(username, { presence: { online, lastSeen } });
});

function fetchAgain(): void {
  askedAt.clear();
  round.value++;
}

let wasOnline = false;

// Changes that happened while there was no socket were not reported.
chat.on('connection', ({ state }) => {
  if (state !== 'online') return;
  if (wasOnline) fetchAgain();
  wasOnline = true;
});

let wasCutOff = false;

effect(() => {
  const isCutOff = trouble.value !== undefined;
  if (isCutOff === wasCutOff) return;
  wasCutOff = isCutOff;
  if (!isCutOff) fetchAgain();
  // The presence of before is not shown for a moment when the connection is back.
  else for (const username of people.keys()) change(username, { presence: undefined });
});
