/** The people: a sender of requests, their peers, and two victims whose data no other user may see or change. */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { hashMailCode, newMailCode } from '#lib/accounts/mail-code.ts';
import { hashPassword } from '#lib/accounts/password.ts';
import { hashRecoveryCode, newRecoveryCode } from '#lib/accounts/recovery-code.ts';
import { setMailCode } from '#lib/accounts/store/mail-codes.ts';
import { setRecoveryCodes } from '#lib/accounts/store/recovery.ts';
import { insertUser } from '#lib/accounts/store/users.ts';
import { requestUpload } from '#lib/attachments/uploading.ts';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { unsubscribeToken } from '#lib/digests/unsubscribing.ts';
import { createGroup } from '#lib/groups/creation.ts';
import { createInvite } from '#lib/groups/invites.ts';
import type { Message } from '#lib/messages/message.ts';
import { sendMessage } from '#lib/messages/messaging.ts';
import { isConfigured } from '#lib/platform/files.ts';
import { collection } from '#lib/platform/mongo.ts';
import { issueTicket } from '#lib/realtime/tickets.ts';
import { findSession } from '#lib/sessions/store/sessions.ts';
import { logInAgain, type Person } from '../support/people/people.ts';
import { PASSWORD } from '../support/people/registration.ts';
import { cursorFor, listOf, sinceFor } from './positions.ts';

const unique = (): string => randomBytes(6).toString('hex');

/** In everything of the victims' that is theirs alone. */
export const CANARY = `canary-${unique()}`;

let hash: Promise<string> | undefined;

async function enter(name: string, secret = 'Person'): Promise<Person> {
  const username = `${name}-${unique()}`;
  // One hash for all of them: it takes 35 ms.
  hash ??= hashPassword(PASSWORD);
  const createdAt = new Date();
  const email = `${username}.${secret}@example.org`;
  await insertUser({ username, password: await hash, firstName: 'Test', lastName: secret, email, createdAt });
  return logInAgain({ username });
}

const write = (from: Person, to: Person, text: string): Promise<Message> =>
  sendMessage(from.username, { to: to.username, text });

const writeIn = (conversation: string, from: Person, text: string): Promise<Message> =>
  sendMessage(from.username, { to: conversation, text });

const askForUpload = async ({ username }: Person, name: string): Promise<string | undefined> =>
  isConfigured()
    ? (
        await requestUpload(
          username,
          { name, type: 'text/plain', size: 1, sha256: 'a'.repeat(64) },
          undefined,
        )
      ).Id
    : undefined;

async function makeRecoveryCode({ username }: Person): Promise<string> {
  const code = newRecoveryCode();
  await setRecoveryCodes(username, [hashRecoveryCode(code)], new Date());
  return code;
}

const accountOf = ({ username }: Person) =>
  collection('users').findOne({ usernameKey: username.toLowerCase() });

async function makeMailCode(me: Person): Promise<string> {
  const [code, address] = [newMailCode(), String((await accountOf(me))?.email)];
  const [hash, at] = [hashMailCode(code, address), new Date()];
  const sent = { hash, address, expiresAt: new Date(at.getTime() + 60_000), attempts: 0 };
  await setMailCode(me.username, sent, { at, unlessSince: at });
  return code;
}

async function makeUnsubscribeToken(me: Person): Promise<string> {
  const user = await accountOf(me);
  return unsubscribeToken(String(user?._id), String(user?.email));
}

const makeGroup = async (
  { username }: Person,
  Name: string,
  more: { Members?: string[]; Listed?: boolean } = {},
): Promise<string> => (await createGroup(username, unique(), { Name, Members: [], ...more })).Conversation;

/** Requests after which a new sender takes over, so that conversations stay short. */
const GENERATION = 200;

/** So many requests go by before the victims' things are looked at; one that changed something counts as several. */
const UNEXAMINED = 20;
const CHANGED = 5;

/** What takes the sender's role or the text from an own group. */
const UNSETTLES_GROUP = /^groups-(close|update|set-member|remove-member)$/;

const APP = join(import.meta.dirname, '../../clients/web/dist/app');
const aFileOfTheApp = (): string | undefined => readdirSync(APP).find((name) => name.endsWith('.css'));

export class World {
  me!: Person;
  peer!: Person;
  other!: Person;
  #victims!: [Person, Person];
  #victimMessage!: Message;
  #victimAttachment: string | undefined;
  #victimsGroup!: string;
  #own: Message | undefined;
  #group: string | undefined;
  #groupMessage: Message | undefined;
  #victimsGroupMessage!: Message;
  #received!: Message;
  #asked = 0;
  #renewing = true;
  #before = '';
  #unexamined = 0;
  readonly #database: MongoClient;

  /** @param uri of the MongoDB server itself */
  constructor(uri: string) {
    this.#database = new MongoClient(uri);
  }

  async open(): Promise<void> {
    const [one, two] = [await enter('victim', CANARY), await enter('victim', CANARY)];
    this.#victims = [one, two];
    this.#victimMessage = await write(one, two, `${CANARY}: for two pairs of eyes`);
    await write(two, one, `${CANARY}: and back`);
    this.#victimsGroup = await makeGroup(one, `${CANARY}: the two of us`, { Members: [two.username] });
    this.#victimsGroupMessage = await writeIn(this.#victimsGroup, one, `${CANARY}: in here`);
    this.#before = await this.#snapshot();
  }

  close = (): Promise<void> => this.#database.close();

  /** Before each request. @returns whether a new sender has taken over */
  async prepare(): Promise<boolean> {
    if (!this.#renewing && this.#asked++ < GENERATION) return false;
    this.#renewing = false;
    if (this.#asked > GENERATION || !this.peer) {
      this.#asked = 0;
      [this.peer, this.other] = await Promise.all([enter('peer'), enter('other')]);
    }
    this.me = await enter('me');
    this.#received = await write(this.peer, this.me, 'hello');
    // Only contacts can be added to groups.
    await write(this.me, this.peer, 'hello to you');
    await write(this.other, this.me, 'hello');
    this.#own = undefined;
    this.#forgetGroup();
    return true;
  }

  /** The state of the sender is unknown. */
  giveUp(): void {
    this.#renewing = true;
  }

  /** Looking at the victims' things costs more than most requests. */
  isToBeExamined = (): boolean => this.#unexamined++ >= UNEXAMINED;

  /** After a request that did what it was asked. */
  settle(operation: string, method: string): void {
    if (method !== 'GET') this.#unexamined += CHANGED;
    if (operation === 'messages-delete') this.#own = this.#groupMessage = undefined;
    if (UNSETTLES_GROUP.test(operation) && method !== 'GET') this.#forgetGroup();
    if (/^(auth-recover|me-delete|me-password|sessions-end|sessions-end-all|blocks-add)$/.test(operation))
      this.#renewing = true;
  }

  /** The conversation with the peer. */
  get #mine(): string {
    return directConversationId(this.me.username, this.peer.username);
  }

  #forgetGroup(): void {
    this.#group = undefined;
    this.#groupMessage = undefined;
  }

  /** With the peer as a member. */
  async #ownGroup(): Promise<string> {
    this.#group ??= await makeGroup(this.me, 'an own group', { Members: [this.peer.username] });
    return this.#group;
  }

  async #value(name: string, operation: string): Promise<string | undefined> {
    const { me, peer, other } = this;
    switch (name) {
      case 'me':
        return me.username;
      case 'peer':
        return peer.username;
      case 'other':
        return other.username;
      case 'victim':
        return this.#victims[0].username;
      case 'victims':
        return directConversationId(this.#victims[0].username, this.#victims[1].username);
      case 'mine':
        return this.#mine;
      case 'group':
        return this.#ownGroup();
      case 'groupMessage':
        this.#groupMessage ??= await writeIn(await this.#ownGroup(), me, 'one in a group');
        return this.#groupMessage.id;
      case 'joinableGroup':
        return makeGroup(peer, 'for everybody', { Listed: true });
      case 'victimsGroupMessage':
        return this.#victimsGroupMessage.id;
      case 'victimsGroup':
        return this.#victimsGroup;
      case 'invite':
        return (await createInvite(me.username, await this.#ownGroup(), {})).Id;
      case 'ownCode':
        return (await createInvite(me.username, await this.#ownGroup(), {})).Code;
      case 'code':
        return (await createInvite(peer.username, await makeGroup(peer, 'a group to join'), {})).Code;
      case 'prefix':
        return peer.username.slice(0, 8);
      case 'newcomer':
        return `new-${unique()}`;
      case 'password':
        return PASSWORD;
      case 'token':
        return me.token;
      case 'victimLike':
        return this.#claimToBeVictim();
      case 'recoveryCode':
        return makeRecoveryCode(me);
      case 'mailCode':
        return makeMailCode(me);
      case 'unsubscribe':
        return makeUnsubscribeToken(me);
      case 'refresh':
        return (await logInAgain(me)).refreshToken;
      case 'spareSession':
        return (await logInAgain(me)).session;
      case 'victimSession':
        return this.#victims[0].session;
      case 'ownMessage':
        this.#own ??= await write(me, peer, 'an own one');
        return this.#own.id;
      case 'newMessage':
        return (await write(peer, me, 'one more')).id;
      case 'victimMessage':
        return this.#victimMessage.id;
      case 'attachment':
        return askForUpload(me, 'own.txt');
      case 'victimAttachment':
        this.#victimAttachment ??= await askForUpload(this.#victims[0], `${CANARY}.txt`);
        return this.#victimAttachment;
      case 'seq':
        return String(this.#received.seq);
      case 'ticket':
        return (await issueTicket(me, null)).ticket;
      case 'cursor':
        return cursorFor(operation, this.#mine, this.#received.id);
      case 'since':
        return sinceFor(operation, me.username, this.#mine);
      case 'now':
        return String(Date.now());
      case 'file':
        return operation === 'system-web-app-file' ? aFileOfTheApp() : 'page.css';
      case 'list':
        return listOf(operation);
      default:
        return undefined;
    }
  }

  /** The asker's token with a victim's name in it; its signature is that of the asker's. */
  #claimToBeVictim(): string {
    const [header, payload = '', signature] = this.me.token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: this.#victims[0].username }));
    return `${header}.${forged.toString('base64url')}.${signature}`;
  }

  /** Replaces `%%name%%` by the sender's data. */
  async cast(text: string, operation: string): Promise<string> {
    if (!text.includes('%%')) return text;
    const names = new Set([...text.matchAll(/%%(\w+)%%/g)].map(([, name = '']) => name));
    let cast = text;
    for (const name of names) {
      const value = await this.#value(name, operation);
      if (value !== undefined) cast = cast.replaceAll(`%%${name}%%`, () => value);
    }
    return cast.replaceAll(/%%base64url\(([\s\S]*)\)%%/g, (_, inner) =>
      Buffer.from(inner).toString('base64url'),
    );
  }

  async #snapshot(): Promise<string> {
    const database = this.#database.db(process.env.MONGODB_DATABASE);
    const [one, two] = this.#victims;
    const names = [one.username, two.username];
    const conversation = directConversationId(one.username, two.username);
    const found = await Promise.all([
      database
        .collection('users')
        .find({ usernameKey: { $in: names } })
        .toArray(),
      database
        .collection<{ _id: string }>('conversations')
        .find({ _id: { $in: [conversation, this.#victimsGroup] } })
        .toArray(),
      database
        .collection('messages')
        .find({ conversation: { $in: [conversation, this.#victimsGroup] } })
        .toArray(),
      database.collection('reports').find({ conversation }).toArray(),
      findSession(one.username, one.session),
      findSession(two.username, two.session),
    ]);
    return JSON.stringify(found);
  }

  /** @returns what became of the victims' things, undefined when nothing did; said once */
  async damage(): Promise<string | undefined> {
    this.#unexamined = 0;
    const now = await this.#snapshot();
    if (now === this.#before) return undefined;
    const said = `${this.#before} became ${now}`;
    this.#before = now;
    return said;
  }

  /** @returns whether the newest messages with the peer or in the own group include this text, exactly */
  async wasStored(text: string): Promise<boolean> {
    const messages = this.#database.db(process.env.MONGODB_DATABASE).collection('messages');
    const newest = await Promise.all(
      [this.#mine, this.#group ?? this.#mine].map((conversation) =>
        messages.find({ conversation }).sort({ version: -1 }).limit(3).toArray(),
      ),
    );
    return newest.flat().some((message) => message.text === text);
  }
}
