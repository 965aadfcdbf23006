/** Messages of one person in many conversations, with words as often as in a language. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { registration } from '../../test/support/people/registration.ts';

export interface Corpus {
  owner: string;
  peers: string[];
}

export interface CorpusSize {
  messages: number;
  conversations: number;
}

/** In about every eighth message. */
export const COMMON = 'harbour';
/** In one message of 50,000. */
export const RARE = 'xylophone';

const WORDS = 20_000;
const BATCH = 2_000;
/** Small and the same in each run. */
let state = 42;
function random(): number {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
  return state / 2 ** 31;
}

const SYLLABLES = [
  'ba',
  'de',
  'ki',
  'lo',
  'mu',
  'na',
  'pe',
  'ri',
  'so',
  'tu',
  'va',
  'we',
  'xi',
  'yo',
  'za',
  'sha',
];

/** The more often a word is used, the shorter it is. */
function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word += SYLLABLES[rest % SYLLABLES.length];
  return word;
}

/** By Zipf's law: the word of rank r is used in proportion to 1/r. */
const word = (): string => wordOf(Math.floor(WORDS ** random()) - 1);

function textOf(index: number): string {
  const words = Array.from({ length: 3 + Math.floor(random() * 14) }, word);
  if (random() < 1 / 8) words.push(COMMON);
  if (index % 50_000 === 49_999) words.push(RARE);
  return `${words.join(' ')}.`;
}

/**
 * The corpus of a database that is kept; written if it is not complete. Call with the stack's environment in place.
 * @param file of the corpus; absent: the database is not kept
 */
export async function prepareCorpus(
  file: string | undefined,
  size: CorpusSize,
  note: (done: number) => void,
): Promise<Corpus> {
  if (file !== undefined && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const { collection, dropDatabase } = await import('../../lib/platform/mongo.ts');
  const { prepareDatabase } = await import('../../lib/migrations/prepare-database.ts');
  await dropDatabase();
  await prepareDatabase();
  // Sorted keys are added faster than those of one message after the other.
  await collection('messages').dropIndexes();
  const corpus = await writeCorpus(size, note);
  await prepareDatabase();
  if (file !== undefined) writeFileSync(file, JSON.stringify(corpus));
  return corpus;
}

/**
 * A message a minute, the last an hour ago; some conversations are used more than others, by Zipf's law as well, and each at least once.
 */
async function writeCorpus(
  { messages: total, conversations: count }: CorpusSize,
  note: (done: number) => void,
): Promise<Corpus> {
  const { register } = await import('../../lib/accounts/registration.ts');
  const { directConversationId } = await import('../../lib/conversations/conversation.ts');
  const { directMemberships } = await import('../../lib/conversations/membership.ts');
  const { insertConversation } = await import('../../lib/conversations/store/conversations.ts');
  const { insertMessages } = await import('../../lib/messages/store/messages.ts');
  const suffix = randomBytes(4).toString('hex');
  const owner = `owner-${suffix}`;
  await register(registration(owner));
  const peers = Array.from({ length: count }, (_, index) => `peer-${suffix}-${index}`);
  const end = Date.now() - 3_600_000;
  const timeOf = (index: number) => new Date(end - (total - index) * 60_000);
  const lengths = peers.map(() => 0);
  const lastAt = peers.map(() => timeOf(0));
  const waiting: Parameters<typeof insertMessages>[0] = [];
  for (let index = 0; index < total; index++) {
    const conversation = index < count ? index : Math.floor(count ** random()) - 1;
    const seq = (lengths[conversation] ?? 0) + 1;
    const peer = peers[conversation] ?? '';
    const [from, to] = seq % 2 ? [owner, peer] : [peer, owner];
    const sentAt = timeOf(index);
    lengths[conversation] = seq;
    lastAt[conversation] = sentAt;
    const seconds = Math.floor(sentAt.getTime() / 1_000).toString(16);
    const numbers = { seq, version: seq, firstVersion: seq };
    const message = {
      id: `${seconds}${index.toString(16).padStart(16, '0')}`,
      conversation: directConversationId(owner, peer),
      from,
      to,
      text: textOf(index),
      ...numbers,
      sentAt,
      editedAt: null,
      deletedAt: null,
      clientId: null,
    };
    if (waiting.push({ message, digest: null }) < BATCH) continue;
    await insertMessages(waiting.splice(0));
    note(index + 1);
  }
  if (waiting.length > 0) await insertMessages(waiting);
  for (const [conversation, peer] of peers.entries()) {
    const _id = directConversationId(owner, peer);
    const [lastSeq = 0, at = timeOf(0)] = [lengths[conversation], lastAt[conversation]];
    const numbers = { version: lastSeq, lastSeq };
    const times = { createdAt: timeOf(0), activityAt: at, changedAt: at };
    await insertConversation(
      { _id, kind: 'direct', members: [owner, peer], ...numbers, ...times },
      directMemberships(_id, [owner, peer]),
    );
  }
  return { owner, peers };
}
