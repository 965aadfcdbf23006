/** Two people and a conversation of a given length, in the product's collections and in the peers'. */
import { randomBytes } from 'node:crypto';
import { directConversationId } from '../../lib/conversations/conversation.ts';
import { registration } from '../../test/support/people/registration.ts';

export interface Talk {
  alice: string;
  bob: string;
  /** an access token of alice */
  token: string;
  conversation: string;
}

const BATCH = 5_000;
const SECOND = 1_000;

/** Call with the stack's environment in place. @param length in messages, the last of them an hour old */
export async function prepareTalk(length: number, note: (done: number) => void = () => {}): Promise<Talk> {
  const { register } = await import('../../lib/accounts/registration.ts');
  const { issueAccessToken } = await import('../../lib/sessions/token.ts');
  const { collection, ObjectId } = await import('../../lib/platform/mongo.ts');
  const { directMemberships } = await import('../../lib/conversations/membership.ts');
  const { insertMemberships } = await import('../../lib/conversations/store/memberships.ts');
  const suffix = randomBytes(4).toString('hex');
  const [alice, bob] = [`alice-${suffix}`, `bob-${suffix}`];
  for (const name of [alice, bob]) await register(registration(name));
  await collection('peer_users').insertMany([{ username: alice }, { username: bob }]);
  const conversation = directConversationId(alice, bob);
  const at = new Date(Date.now() - 3_600_000);
  const begin = at.getTime() - length * SECOND;
  await collection<{ _id: string }>('conversations').insertOne({
    _id: conversation,
    kind: 'direct',
    members: [alice, bob],
    version: length,
    lastSeq: length,
    createdAt: at,
    activityAt: at,
    changedAt: at,
  } as never);
  await insertMemberships(directMemberships(conversation, [alice, bob]));
  for (let start = 0; start < length; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, length - start) }, (_, index) => {
      const seq = start + index + 1;
      const [from, to] = seq % 2 ? [alice, bob] : [bob, alice];
      const rest = { sentAt: new Date(begin + seq * SECOND), editedAt: null, deletedAt: null };
      return {
        _id: new ObjectId(),
        conversation,
        from,
        to,
        text: `message ${seq}`,
        seq,
        version: seq,
        ...rest,
      };
    });
    await collection('messages').insertMany(batch);
    // The peers' history need be no longer than the page that they are asked for.
    if (start + BATCH >= length) await collection('peer_messages').insertMany(batch);
    note(start + batch.length);
  }
  await collection('peer_messages').createIndex({ conversation: 1, _id: -1 });
  const { token } = await issueAccessToken({ username: alice, session: 'bench' });
  return { alice, bob, token, conversation };
}

export const PAGE = 50;

export const sendEvent = ({ bob, token }: Talk) => ({
  ...requestBy('POST', token),
  body: JSON.stringify({ User: bob, Message: 'hello' }),
});

export const listEvent = ({ bob, token }: Talk, more: Record<string, string> = {}) => {
  const query = { User: bob, limit: String(PAGE), ...more };
  return {
    ...requestBy('GET', token),
    rawQueryString: new URLSearchParams(query).toString(),
    queryStringParameters: query,
  };
};

export const loginEvent = (username: string, password: string) => ({
  ...requestBy('POST', undefined, '/Login'),
  body: JSON.stringify({ username, password }),
});

const requestBy = (method: string, token: string | undefined, path = '/messages') => ({
  version: '2.0',
  routeKey: `${method} ${path}`,
  rawPath: path,
  rawQueryString: '',
  headers: {
    host: 'api.example.org',
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  },
  requestContext: {
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'bench' },
    requestId: 'bench',
    stage: '$default',
  },
  isBase64Encoded: false,
});
