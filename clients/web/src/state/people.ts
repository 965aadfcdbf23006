/** Profiles and presence of others, asked for when somebody appears on the screen. */
import { effect, type Signal, signal } from '@preact/signals';
import { chat } from '../app/client.ts';
import { trouble } from './connection.ts';
import { lastSeenLabel } from './times.ts';

export interface Person {
  username: string;
  displayName: string | null;
  bio: string | null;
  avatar: { emoji: string } | { color: string } | null;
  online: boolean;
  lastSeen: string | null;
  /** false until the server was asked, and anew after there was no connection */
  known: boolean;
}

const FRESH_MS = 5 * 60_000;
const AT_ONCE = 4;

const people = new Map<string, Signal<Person>>();
const askedAt = new Map<string, number>();
const waiting: string[] = [];
/** how often they were said to have come or left: an answer that was asked for before that is older news */
const presenceNews = new Map<string, number>();
let asking = 0;
/** changes when everybody on the screen is to be asked for again */
const round = signal(0);

const stranger = (username: string): Person => ({
  username,
  displayName: null,
  bio: null,
  avatar: null,
  online: false,
  lastSeen: null,
  known: false,
});

function entry(username: string): Signal<Person> {
  const key = username.toLowerCase();
  let person = people.get(key);
  if (!person) {
    person = signal(stranger(username));
    people.set(key, person);
  }
  return person;
}

/** @param options.ask false for accounts that are gone: asking would only be answered 404 */
export function personOf(username: string, { ask = true } = {}): Signal<Person> {
  const key = username.toLowerCase();
  round.value; // draws again when it changes
  if (ask && Date.now() - (askedAt.get(key) ?? 0) > FRESH_MS) {
    askedAt.set(key, Date.now());
    waiting.push(username);
    // Not while the screen is being drawn.
    queueMicrotask(askNext);
  }
  return entry(username);
}

/** The name to show: what they call themselves, or the username. */
export const nameOf = (person: Person): string => person.displayName ?? person.username;

/** Without a connection nobody knows who comes and leaves. */
export const isOnline = (person: Person): boolean => person.online && trouble.value === undefined;

/** "Online", "Last seen …" @param now epoch ms @returns undefined when that is not known */
export function presenceLabel(person: Person, now: number): string | undefined {
  if (isOnline(person)) return 'Online';
  return person.known && trouble.value === undefined ? lastSeenLabel(person.lastSeen, now) : undefined;
}

function askNext(): void {
  while (asking < AT_ONCE) {
    const username = waiting.shift();
    if (username === undefined) return;
    asking++;
    void ask(username).finally(() => {
      asking--;
      askNext();
    });
  }
}

async function ask(username: string): Promise<void> {
  const key = username.toLowerCase();
  const newsBefore = presenceNews.get(key);
  try {
    const { display_name, bio, avatar, presence, ...profile } = await chat.users.show(username);
    const person = entry(username);
    const { online, lastSeen } = person.value;
    person.value = {
      username: profile.username,
      displayName: display_name,
      bio,
      avatar,
      ...(presenceNews.get(key) === newsBefore
        ? { online: presence.online, lastSeen: presence.last_seen }
        : { online, lastSeen }),
      known: true,
    };
  } catch {
    askedAt.delete(key); // asked again the next time they appear
  }
}

/** After one changed one's own profile. */
export function forgetPerson(username: string): void {
  askedAt.delete(username.toLowerCase());
  personOf(username);
}

/** Nobody of the next account should see who the last one talked to. */
export function forgetPeople(): void {
  people.clear();
  askedAt.clear();
  presenceNews.clear();
  waiting.length = 0;
}

chat.on('presence', ({ username, online, lastSeen }) => {
  const key = username.toLowerCase();
  presenceNews.set(key, (presenceNews.get(key) ?? 0) + 1);
  const person = people.get(key);
  if (person) person.value = { ...person.value, online, lastSeen, known: true };
});

function askAgain(): void {
  askedAt.clear();
  round.value++;
}

let wasOnline = false;

// Who came or left while the socket was not open was told to nobody here.
chat.on('connection', ({ state }) => {
  if (state !== 'online') return;
  if (wasOnline) askAgain();
  wasOnline = true;
});

let wasCutOff = false;

effect(() => {
  const isCutOff = trouble.value !== undefined;
  if (isCutOff === wasCutOff) return;
  wasCutOff = isCutOff;
  // Not even for a moment is it shown as it was before.
  if (isCutOff)
    for (const person of people.values())
      person.value = { ...person.value, online: false, lastSeen: null, known: false };
  else askAgain();
});
