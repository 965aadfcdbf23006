/**
 * Writes the demo into the configured database; call with the functions' environment set.
 *
 * Inserts messages first, then their conversations, and all people in one step at the end, so that demo people can log in only when
 * everything is complete. The next run clears the data of an interrupted one.
 */
import { hashPassword } from '../../lib/accounts/password.ts';
import { insertUsers, type WholeUser } from '../../lib/accounts/store/users.ts';
import { foldUsername } from '../../lib/accounts/username.ts';
import { discardFilesOf } from '../../lib/attachments/discarding.ts';
import { directConversationId } from '../../lib/conversations/conversation.ts';
import { type Conversation, insertConversation } from '../../lib/conversations/store/conversations.ts';
import { insertMessages } from '../../lib/messages/store/messages.ts';
import { collection } from '../../lib/platform/mongo.ts';
import { createGroups, groupIds } from './groups.ts';
import { createHistory, type History } from './history.ts';
import { DEMO_EMAIL_DOMAIN, DEMO_PASSWORD, type DemoPerson, PEOPLE } from './people.ts';
import { planConversations } from './plan.ts';
import { Random } from './random.ts';
import { DAY, HOUR } from './rhythm.ts';

export interface FillOptions {
  seed: string;
  small: boolean;
  /** remove an earlier demo first */
  again: boolean;
  /** base of all times, epoch milliseconds */
  now: number;
  /** called after each step */
  onProgress?(step: { done: number; total: number; what: string }): void;
}

export interface Filled {
  /** the first one is for logging in */
  usernames: string[];
  /** absent when an earlier demo exists and was kept */
  added?: { people: number; conversations: number; groups: number; messages: number };
}

/** An existing account; a deleted one has only its name left. */
interface KnownAccount {
  username?: string;
  usernameKey: string;
  email?: string;
}

const isDemo = ({ email = '' }: KnownAccount): boolean => email.endsWith(`@${DEMO_EMAIL_DOMAIN}`);

/** When a user has registered as alice, the demo uses alice.demo. */
const spellings = (username: string): string[] => [username, `${username}.demo`, `${username}.demo2`];

async function findAccounts(): Promise<Map<string, KnownAccount>> {
  const names = PEOPLE.flatMap(({ username }) => spellings(username)).map(foldUsername);
  const found = await collection<KnownAccount>('users')
    .find({ usernameKey: { $in: names } }, { projection: { username: 1, usernameKey: 1, email: 1 } })
    .toArray();
  return new Map(found.map((account) => [account.usernameKey, account]));
}

function chooseName({ username }: DemoPerson, known: Map<string, KnownAccount>): string {
  const free = spellings(username).find((name) => {
    const holder = known.get(foldUsername(name));
    return !holder || isDemo(holder);
  });
  if (!free) throw new Error(`The names ${spellings(username).join(', ')} are all taken`);
  return free;
}

/** The sweep deletes what is left after it. */
const FORGET_FILES_MS = 10_000;

/** Removes all conversations between these people, including messages written after the demo. */
async function forget(usernames: string[]): Promise<void> {
  const pairs = usernames.flatMap((one, index) =>
    usernames.slice(index).map((other) => directConversationId(one, other)),
  );
  pairs.push(...groupIds(usernames));
  for (const username of usernames) await discardFilesOf(username, performance.now() + FORGET_FILES_MS);
  await collection('messages').deleteMany({ conversation: { $in: pairs } });
  await collection<Conversation>('conversations').deleteMany({ _id: { $in: pairs } });
  await collection('memberships').deleteMany({ conversation: { $in: pairs } });
  await collection('users').deleteMany({ usernameKey: { $in: usernames.map(foldUsername) } });
}

/** Documents per insert: below the driver's limits, and small enough for a progress bar. */
const BATCH = 500;

/** @param onWritten called with the size of each batch */
export async function writeHistory(
  { conversation, memberships, messages }: History,
  onWritten?: (count: number) => void,
): Promise<void> {
  for (let start = 0; start < messages.length; start += BATCH) {
    const batch = messages.slice(start, start + BATCH);
    await insertMessages(batch);
    onWritten?.(batch.length);
  }
  await insertConversation(conversation, memberships);
}

async function toAccount(person: DemoPerson, username: string, options: FillOptions): Promise<WholeUser> {
  const random = new Random(`${options.seed}/person/${person.username}`);
  return {
    ...person,
    username,
    email: `${person.username}@${DEMO_EMAIL_DOMAIN}`,
    password: await hashPassword(DEMO_PASSWORD),
    createdAt: new Date(options.now - random.int(200, 400) * DAY),
    ...(random.chance(0.9) ? { lastSeenAt: new Date(options.now - random.int(1, 60) * HOUR) } : {}),
  };
}

export async function fillDemo(options: FillOptions): Promise<Filled> {
  const known = await findAccounts();
  const usernames = PEOPLE.map((person) => chooseName(person, known));
  if ([...known.values()].some(isDemo) && !options.again) return { usernames };

  await forget(usernames);
  const plans = planConversations(usernames, options.seed, options.small);
  const groups = createGroups(usernames, options.seed, options.small, options.now);
  const messages =
    plans.reduce((sum, plan) => sum + plan.messages, 0) +
    groups.reduce((sum, group) => sum + group.messages.length, 0);
  const total = messages + PEOPLE.length;
  let done = 0;
  const progress = (count: number, what: string) => {
    done += count;
    options.onProgress?.({ done, total, what });
  };
  for (const plan of plans) {
    const history = createHistory(plan, options.seed, options.now);
    await writeHistory(history, (count) => progress(count, plan.members.join(' and ')));
  }
  for (const group of groups) {
    await writeHistory(group, (count) => progress(count, group.conversation.name ?? ''));
  }
  const accounts: WholeUser[] = [];
  for (const [index, person] of PEOPLE.entries()) {
    accounts.push(await toAccount(person, usernames[index] ?? person.username, options));
    progress(1, 'passwords');
  }
  await insertUsers(accounts);
  return {
    usernames,
    added: { people: accounts.length, conversations: plans.length, groups: groups.length, messages },
  };
}
