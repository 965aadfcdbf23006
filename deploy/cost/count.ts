/**
 * Counts the billed units of each operation by running it: the deployed functions on the embedded databases. Call
 * with the functions' environment in place.
 */
import { randomUUID } from 'node:crypto';
import { accessLogBytes } from './access-log.ts';
import { makeGroup, takeBatches } from './group.ts';
import {
  counted,
  countFrame,
  startCounting,
  startSocketGateway,
  type Units,
  watchDynamo,
  watchLog,
  watchMongo,
} from './meter.ts';
import { type GroupOperation, groupOperation, type Operation } from './operations.ts';

const context = () => ({
  awsRequestId: randomUUID(),
  functionName: 'cost',
  getRemainingTimeInMillis: () => 6_000,
});

/** As short as API Gateway's are. */
const GATEWAY_REQUEST_ID = 'JKJaXmPLvHcESHA=';

async function load(name: string) {
  const { handler } = await import(`../../functions/${name}.ts`);
  return handler as (event: object, context: object) => Promise<Answer>;
}

interface Answer {
  statusCode: number;
  headers?: Record<string, string>;
  body?: string;
}

interface Request {
  method: string;
  path: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
  token?: string;
  body?: unknown;
}

async function exchange(
  name: string,
  { method, path, params, query, token, body }: Request,
): Promise<Answer> {
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'cost' };
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const event = {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { 'content-type': 'application/json', ...authorization },
    requestContext: { http, routeKey: `${method} ${path}`, requestId: GATEWAY_REQUEST_ID },
    isBase64Encoded: false,
    ...(query ? { queryStringParameters: query } : {}),
    ...(params ? { pathParameters: params } : {}),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const answer = await (await load(name))(event, context());
  counted.httpRequests += 1;
  counted.logBytes += accessLogBytes(`${method} ${path}`);
  counted.invocations += 1;
  counted.sentBytes += Buffer.byteLength(steady(answer.body ?? ''));
  if (answer.statusCode >= 400) throw new Error(`${name} answered ${answer.statusCode}: ${answer.body}`);
  return answer;
}

/** An access token is a few bytes shorter when its session was opened at a whole hundredth of a second: counts the longest one. */
const steady = (body: string): string =>
  body.replace(/(?<="Token":"[\w-]+\.)[\w-]+/, (payload) => {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const longest = JSON.stringify({ ...claims, auth_time: Math.floor(claims.auth_time) + 0.123 });
    return Buffer.from(longest).toString('base64url');
  });

async function ask(name: string, request: Request) {
  const { body } = await exchange(name, request);
  return body ? JSON.parse(body) : undefined;
}

type SocketEvent = 'CONNECT' | 'DISCONNECT' | 'MESSAGE';

async function onSocket(name: string, connectionId: string, eventType: SocketEvent, more: object = {}) {
  const requestContext = { connectionId, routeKey: name, eventType, requestId: GATEWAY_REQUEST_ID };
  const { statusCode, body } = await (await load(name))({ requestContext, ...more }, context());
  counted.invocations += 1;
  if (eventType === 'MESSAGE') counted.socketMessages += 1;
  if (body) countFrame(Buffer.byteLength(body));
  if (statusCode >= 400 || body?.includes('"error"'))
    throw new Error(`${name} answered ${statusCode}: ${body}`);
}

/** What a send to a large group leads to: one request queues all batches; each is received, worked off and deleted. */
async function pushBatches(): Promise<void> {
  const { handler } = await import('../../functions/queue/fan-out.ts');
  const events = await takeBatches();
  if (events.length === 0) return;
  counted.queueRequests += 1 + 2 * events.length;
  for (const event of events) {
    counted.invocations += 1;
    await handler(event, context() as never);
  }
}

const PASSWORD = 'correct horse battery';
const TEXT = 'See you at seven then, I will bring the tickets and the umbrella. '.slice(0, 60);

const register = (username: string) => ({
  method: 'POST',
  path: '/Register',
  body: {
    first_name: 'Ann',
    last_name: 'Example',
    username,
    password: PASSWORD,
    email: `${username}@example.org`,
  },
});
const logIn = (username: string) => ({
  method: 'POST',
  path: '/Login',
  body: { username, password: PASSWORD },
});
const frame = (value: object) => ({ body: JSON.stringify(value) });

export type CountedOperations = Record<Operation, Units> & Partial<Record<GroupOperation, Units>>;

/**
 * Two people with a conversation of fifty messages, one socket each: then each operation once, by the one who sends.
 * @param groups sizes of groups, in which one socket of each member is open; sends, typing and read marks are counted in each
 */
export async function countOperations(groups: number[] = []): Promise<CountedOperations> {
  const gateway = await startSocketGateway();
  process.env.WEBSOCKET_MANAGEMENT_URL = gateway.url;
  // With a sample, however small, the driver tells of its commands: watchMongo counts those.
  process.env.LOG_SAMPLE_RATE = '0.0000001';
  watchMongo();
  await watchDynamo();
  const restoreLog = watchLog();
  const results: Partial<CountedOperations> = {};
  const measure = async <T>(operation: Operation | GroupOperation, work: () => Promise<T>): Promise<T> => {
    results[operation] = startCounting();
    const result = await work();
    // What prepares the next operation is not counted.
    startCounting();
    return result;
  };
  const connect = async (token: string, connectionId: string) => {
    const path = '/realtime/tickets';
    const { Ticket } = await ask('realtime/ticket', { method: 'POST', path, token });
    await onSocket('realtime/connect', connectionId, 'CONNECT', {
      queryStringParameters: { ticket: Ticket },
    });
  };
  const send = (token: string, User: string, ClientId: string) =>
    ask('messages/send', {
      method: 'POST',
      path: '/messages',
      token,
      body: { User, Message: TEXT, ClientId },
    });
  try {
    await ask('auth/register', register('ann-example'));
    await ask('auth/register', register('bob-example'));
    const bob = await ask('auth/login', logIn('bob-example'));
    let ann = await ask('auth/login', logIn('ann-example'));
    await connect(bob.Token, 'bob-socket-0000=');
    // An answer, which makes them contacts: strangers see no typing and no presence.
    await send(bob.Token, 'ann-example', 'warm-up-099');
    for (let index = 0; index < 50; index++) await send(ann.Token, 'bob-example', `warm-up-${100 + index}`);

    await measure('register', () => ask('auth/register', register('cat-example')));
    ann = await measure('log in', () => ask('auth/login', logIn('ann-example')));
    const refreshing = {
      method: 'POST',
      path: '/sessions/refresh',
      body: { RefreshToken: ann.RefreshToken },
    };
    const { Token: token } = await measure('refresh', () => ask('sessions/refresh', refreshing));
    const inbox = { method: 'GET', path: '/conversations', token };
    const { headers } = await measure('read the inbox', () => exchange('conversations/list', inbox));
    await measure('connect', () => connect(token, 'ann-socket-0000='));
    await measure('ping', () =>
      onSocket('realtime/ping', 'ann-socket-0000=', 'MESSAGE', frame({ type: 'ping' })),
    );
    const query = { User: 'bob-example', limit: '50' };
    const opened = await measure('open a conversation', () =>
      ask('messages/list', { method: 'GET', path: '/messages', query, token }),
    );
    await measure('send', () => send(token, 'bob-example', 'a-client-id-of-a-uuids-length-000000'));
    // One conversation changed since.
    const since = { ...inbox, query: { since: headers?.['X-Sync-Token'] ?? '' } };
    await measure('sync the inbox', () => ask('conversations/list', since));
    const typing = frame({ type: 'typing', User: 'bob-example', Typing: true });
    await measure('typing', () => onSocket('realtime/typing', 'ann-socket-0000=', 'MESSAGE', typing));
    const Seq = opened.at(-1).Seq as number;
    const reading = {
      method: 'PUT',
      path: '/conversations/ann-example/read',
      body: { Seq },
      token: bob.Token,
    };
    await measure('mark as read', () =>
      ask('conversations/read', { ...reading, params: { conversation: 'ann-example' } }),
    );
    for (const members of groups) {
      const { name, conversation } = await makeGroup(members, ['ann-example', 'bob-example']);
      const body = {
        Conversation: conversation,
        Message: TEXT,
        ClientId: `a-client-id-of-a-uuids-length-${members}`,
      };
      await measure(groupOperation('send', members), async () => {
        await ask('messages/send', { method: 'POST', path: '/messages', token, body });
        await pushBatches();
      });
      const typingThere = frame({ type: 'typing', Conversation: conversation, Typing: true });
      await measure(groupOperation('typing', members), () =>
        onSocket('realtime/typing', 'ann-socket-0000=', 'MESSAGE', typingThere),
      );
      await measure(groupOperation('mark as read', members), () =>
        ask('conversations/read', {
          method: 'PUT',
          path: `/conversations/${name}/read`,
          params: { conversation },
          body: { Seq: 1 },
          token: bob.Token,
        }),
      );
    }
    await measure('disconnect', () => onSocket('realtime/disconnect', 'ann-socket-0000=', 'DISCONNECT'));
  } finally {
    restoreLog();
    gateway.close();
  }
  return results as CountedOperations;
}
