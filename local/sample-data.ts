/** The people and messages of the sample events, and the values of their placeholders. */
import { createHash, randomBytes } from 'node:crypto';
import { UserError } from './user-error.ts';

/** Not secret: sample users exist on development stacks only. */
const PASSWORD = 'a sample password';
const USERNAMES = ['sample-alice', 'sample-bob'];

const PLACEHOLDER = /\$\{(\w+)(?::([\w-]+))?\}/g;

export const hasPlaceholders = (event: string): boolean => event.search(PLACEHOLDER) >= 0;

type Placeholder = (argument: string) => string | Promise<string>;

/** Call with the functions' environment set: lib reads it when it is first imported. */
export async function prepareSampleData(): Promise<{
  fill(event: string): Promise<string>;
  close(): Promise<void>;
}> {
  const [
    registration,
    { openSession },
    { sendMessage },
    { insertTicket },
    { insertConnection },
    { hashSecret },
    { hashRecoveryCode, newRecoveryCode },
    { setMailCode, setRecoveryLink },
    { hashMailCode, newMailCode },
    { newConversationId },
    { insertGroup, newSystemMessage },
    { createInvite },
    mongo,
  ] = await Promise.all([
    import('../lib/accounts/registration.ts'),
    import('../lib/sessions/sessions.ts'),
    import('../lib/messages/messaging.ts'),
    import('../lib/realtime/store/tickets.ts'),
    import('../lib/realtime/store/connections.ts'),
    import('../lib/platform/random-secret.ts'),
    import('../lib/accounts/recovery-code.ts'),
    import('../lib/accounts/people.ts'),
    import('../lib/accounts/mail-code.ts'),
    import('../lib/conversations/conversation.ts'),
    import('../lib/conversations/groups.ts'),
    import('../lib/groups/invites.ts'),
    import('../lib/platform/mongo.ts'),
  ]);
  const unique = () => randomBytes(4).toString('hex');
  const register = (username: string) => {
    const form = { first_name: 'Sample', last_name: 'User', email: `${username}@example.org` };
    return registration.register({ ...form, username, password: PASSWORD });
  };
  for (const username of USERNAMES) await register(username);
  const soon = () => new Date(Date.now() + 60_000);
  const logIn = (username: string) => openSession(username, { device: 'Sample event', renews: false });
  const send = (from: string) => {
    const to = USERNAMES.find((name) => name !== from) ?? from;
    return sendMessage(from, { to, text: 'A message of the sample events' });
  };

  const makeGroup = async (owner: string, others: string[]): Promise<string> => {
    const id = newConversationId();
    const look = { name: 'Sample group', topic: '', avatar: null };
    const settings = { history: 'start', post: 'all', add: 'admins', listed: false } as const;
    const roles = { members: [owner, ...others], owners: [owner], admins: [] };
    const created = newSystemMessage(owner, { type: 'created', name: look.name });
    await insertGroup({ id, madeFrom: '', ...look, ...settings, ...roles }, created);
    return id;
  };

  const placeholders: Record<string, Placeholder> = {
    unique,
    password: () => PASSWORD,
    token: async (username) => (await logIn(username)).access.token,
    newcomer: async () => {
      const username = `sample-${unique()}`;
      await register(username);
      return (await logIn(username)).access.token;
    },
    refresh: async (username) => (await logIn(username)).refresh.token,
    session: async (username) => (await logIn(username)).session,
    message: async (from) => (await send(from)).id,
    conversation: async (from) => (await send(from)).conversation,
    group: (owner) =>
      makeGroup(
        owner,
        USERNAMES.filter((name) => name !== owner),
      ),
    invite: async (owner) => (await createInvite(owner, await makeGroup(owner, []), {})).Code,
    attachment: async (owner) => {
      const { requestUpload } = await import('../lib/attachments/uploading.ts');
      const sha256 = createHash('sha256').digest('hex');
      return (
        await requestUpload(owner, { name: 'sample.txt', type: 'text/plain', size: 1, sha256 }, undefined)
      ).Id;
    },
    seq: async (from) => String((await send(from)).seq),
    recovery: async (username) => {
      const token = newRecoveryCode();
      await setRecoveryLink(username, hashRecoveryCode(token), soon());
      return token;
    },
    mailcode: async (username) => {
      const [code, address] = [newMailCode(), `${username}@example.org`];
      const hash = hashMailCode(code, address);
      const at = new Date();
      await setMailCode(username, { hash, address, expiresAt: soon(), attempts: 0 }, { at, unlessSince: at });
      return code;
    },
    unsubscribe: async (username) => {
      const { unsubscribeToken } = await import('../lib/digests/unsubscribing.ts');
      const user = await mongo.collection('users').findOne({ usernameKey: username });
      return unsubscribeToken(String(user?._id), String(user?.email));
    },
    ticket: async (username) => {
      const ticket = `sample-${unique()}`;
      const { session } = await logIn(username);
      await insertTicket(hashSecret(ticket), { username, session, origin: null }, soon());
      return ticket;
    },
    connection: async (username) => {
      const { session } = await logIn(username);
      const id = `sample-${unique()}`;
      await send(username);
      await insertConnection({ id, username, session }, soon());
      return id;
    },
  };

  /** All occurrences of a placeholder in an event get the same value. */
  const fill = async (event: string): Promise<string> => {
    let filled = event;
    for (const [placeholder, name = '', argument = ''] of event.matchAll(PLACEHOLDER)) {
      const make = placeholders[name];
      if (!make) throw new UserError(`The event has an unknown placeholder ${placeholder}`);
      if (filled.includes(placeholder)) filled = filled.replaceAll(placeholder, await make(argument));
    }
    return filled;
  };
  return { fill, close: mongo.closeMongo };
}
