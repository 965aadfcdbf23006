/** Uses a deployed API as two people would: register, log in, open a socket, send, see it arrive, list, search, send a file; then leaves nothing behind. */
import { randomBytes } from 'node:crypto';
import { UserError } from '../local/user-error.ts';
import { sendFile } from './smoke-file.ts';

export interface SmokeOptions {
  /** of the HTTP API */
  url: string;
  /** where `GET /health` is asked for, if not there */
  healthUrl?: string;
  /** sent with each request and handshake: an edge's, where none answers */
  headers?: Record<string, string>;
  /** id of the build that must answer; empty: any */
  build?: string;
  /** how long the build may take to answer: environments of the one before end within seconds */
  buildTimeoutMs?: number;
  /** told of each step that succeeded */
  onStep: (step: string, milliseconds: number) => void;
  /** how long a frame may take */
  frameTimeoutMs?: number;
}

interface Person {
  username: string;
  password: string;
  token: string;
}

interface Frame {
  type: string;
  data: Record<string, unknown>;
}

type Json = Record<string, unknown>;

interface Place {
  url: string;
  headers: Record<string, string>;
}

interface Call {
  body?: Json;
  token?: string;
  /** what it must answer */
  status: number;
}

async function call({ url, headers }: Place, route: string, { body, token, status }: Call): Promise<unknown> {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...headers,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      // In a socket's handshake no program can be told from a page; this one names no origin either time.
      prefer: 'return=representation',
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(30_000),
  }).catch((error: Error) => {
    throw new UserError(
      `${route} at ${url} got no answer: ${(error.cause as Error | undefined)?.message ?? error.message}`,
    );
  });
  const text = await response.text();
  if (response.status !== status) {
    const requestId = response.headers.get('x-request-id') ?? 'unknown';
    throw new UserError(
      `${route} answered ${response.status} instead of ${status}: ${text.slice(0, 200)} (request ${requestId})`,
    );
  }
  return text === '' ? undefined : JSON.parse(text);
}

async function join(at: Place, name: string): Promise<Person> {
  const username = `smoke-${name}-${randomBytes(6).toString('hex')}`;
  const password = randomBytes(18).toString('base64url');
  const body = {
    first_name: 'Smoke',
    last_name: 'Test',
    username,
    password,
    email: `${username}@example.org`,
  };
  await call(at, 'POST /Register', { body, status: 201 });
  const login = (await call(at, 'POST /Login', { body: { username, password }, status: 200 })) as Json;
  return { username, password, token: String(login.Token) };
}

/** An open socket, and the next frame of a type. */
async function openSocket(at: Place, token: string, timeoutMs: number) {
  const ticket = (await call(at, 'POST /realtime/tickets', { token, status: 201 })) as { Url: string };
  // Node.js takes headers there, which no standard has.
  const socket = new WebSocket(ticket.Url, { headers: at.headers } as unknown as string[]);
  const frames: Frame[] = [];
  const arrived = new EventTarget();
  socket.addEventListener('message', ({ data }) => {
    frames.push(JSON.parse(String(data)));
    arrived.dispatchEvent(new Event('frame'));
  });
  const expire = (what: string) => {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new UserError(`The WebSocket ${what} within ${timeoutMs} ms`)),
      timeoutMs,
    );
    return { promise, clear: () => clearTimeout(timer) };
  };
  const within = async <T>(work: Promise<T>, what: string): Promise<T> => {
    const limit = expire(what);
    return Promise.race([work, limit.promise]).finally(limit.clear);
  };
  const once = (target: EventTarget, name: string) =>
    new Promise((resolve) => {
      target.addEventListener(name, resolve, { once: true });
    });
  const refused = once(socket, 'close').then(() => {
    throw new UserError(`The WebSocket at ${new URL(ticket.Url).origin} was closed`);
  });
  refused.catch(() => {});
  await within(Promise.race([once(socket, 'open'), refused]), 'did not open');
  const next = async (type: string): Promise<Frame> => {
    for (;;) {
      const found = frames.find((frame) => frame.type === type);
      if (found) return found;
      await Promise.race([once(arrived, 'frame'), refused]);
    }
  };
  return {
    send: (frame: Json) => socket.send(JSON.stringify(frame)),
    next: (type: string) => within(next(type), `brought no ${type}`),
    close: () => socket.close(),
  };
}

const POLL_MS = 500;

/** @throws UserError when another build still answers after the time */
async function untilBuild(at: Place, build: string, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const health = (await call(at, 'GET /health', { status: 200 })) as Json;
    if (health.build === build) return;
    if (performance.now() > deadline) {
      throw new UserError(
        `${health.build ? `The build ${health.build}` : 'An older build'} answers at ${at.url}, not ${build}, after ${timeoutMs / 1000} s`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** @throws UserError naming the first step that failed; both accounts are deleted in any case */
export async function smokeTest({
  url,
  healthUrl = url,
  headers = {},
  build = '',
  buildTimeoutMs = 60_000,
  onStep,
  frameTimeoutMs = 10_000,
}: SmokeOptions): Promise<void> {
  const at = { url, headers };
  const people: Person[] = [];
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const result = await work();
    onStep(name, Math.round(performance.now() - startedAt));
    return result;
  };
  const newPerson = async (name: string): Promise<Person> => {
    const person = await step(`register and log in (${name})`, () => join(at, name));
    people.push(person);
    return person;
  };
  try {
    if (build)
      await step(`build ${build}`, () => untilBuild({ url: healthUrl, headers }, build, buildTimeoutMs));
    const [alice, bob] = [await newPerson('alice'), await newPerson('bob')];
    const socket = await step('open a WebSocket', () => openSocket(at, bob.token, frameTimeoutMs));
    await step('ping', async () => {
      socket.send({ type: 'ping' });
      await socket.next('pong');
    });
    const text = `It works ${randomBytes(4).toString('hex')}`;
    const body = { User: bob.username, Message: text };
    await step('send', () => call(at, 'POST /messages', { body, token: alice.token, status: 201 }));
    await step('receive on the WebSocket', async () => {
      const { data } = await socket.next('message.created');
      if (data.Message !== text) throw new UserError('The WebSocket brought another message than was sent');
    });
    await step('list', async () => {
      const route = `GET /messages?User=${alice.username}`;
      const messages = (await call(at, route, { token: bob.token, status: 200 })) as { Message: string }[];
      if (messages.length !== 1 || messages[0]?.Message !== text) {
        throw new UserError('The list does not hold the message that was sent');
      }
    });
    await step('search', async () => {
      const route = `GET /search?q=${text.split(' ').at(-1)}`;
      const { Hits } = (await call(at, route, { token: bob.token, status: 200 })) as {
        Hits: { Message: { Message: string } }[];
      };
      if (Hits.length !== 1 || Hits[0]?.Message.Message !== text)
        throw new UserError('The search does not find the message that was sent');
    });
    await step('send a file', () => sendFile((route, request) => call(at, route, request), bob, alice));
    socket.close();
  } finally {
    for (const { username, password, token } of people) {
      await step(`delete ${username}`, () =>
        call(at, 'DELETE /me', { body: { password }, token, status: 204 }),
      );
    }
  }
}
