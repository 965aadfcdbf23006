/** A request of each row, and what became of it. */
import { aliveUntil } from '#lib/realtime/connection.ts';
import type { SocketResponse } from '#lib/realtime/socket-endpoint.ts';
import { deleteConnection, insertConnection } from '#lib/realtime/store/connections.ts';
import { issueTicket } from '#lib/realtime/tickets.ts';
import { type FunctionName, type Route, routes, type SocketFunctionName } from '#lib/routes.ts';
import { type DegradationRow, usualDegradation } from '../../../../generate/degradation/rows.ts';
import { askSqs } from '../../../../local/sqs.ts';
import { expectDocumented, outcomeOf } from '../../http/contract.ts';
import { type ApiAnswer, buildEvent, readAnswer } from '../../http/gateway.ts';
import type { Person } from '../../people/people.ts';
import { gateway } from '../../sockets/socket-gateway.ts';
import { newConnectionId, socketEvent } from '../../sockets/sockets.ts';
import { caseOf, enter, type Scene, write } from '../authorization/cases.ts';
import type { LambdaEnvironment } from './environment.ts';

/** What an answer can come with, and without. */
export type Extra = 'a limit' | 'presence' | 'a push' | 'an event';

export interface Outcome {
  /** `works`, or what was answered instead: `503`, `error frame` */
  answer: string;
  has: Extra[];
  milliseconds: number;
}

interface Trial {
  event: object;
  read(answer: unknown): Pick<Outcome, 'answer' | 'has'>;
}

/** What became of a request, beside what becomes of it when everything is there. */
export function cellOf(outcome?: Outcome, usual?: Outcome): string {
  if (!outcome || !usual) return 'not asked';
  const lacking = outcome.answer.startsWith('works')
    ? usual.has.filter((extra) => !outcome.has.includes(extra))
    : [];
  return lacking.length > 0 ? `${outcome.answer}, without ${lacking.join(', ')}` : outcome.answer;
}

/** Two people, each with an open socket. */
export interface Cast extends Scene {
  sockets: { asker: string; peer: string };
}

/** These change the state that the next request needs, so it gets new people. */
const NEEDS_SOMEBODY_NEW = new Set([
  'auth/recover',
  'sessions/refresh',
  'sessions/end',
  'sessions/end-all',
  'blocks/add',
  'blocks/remove',
  'me/password',
  'me/delete',
  'messages/send',
  'conversations/request',
  'realtime/connect',
  'realtime/disconnect',
]);

const connectionOf = (id: string, { username, session }: Person) => ({ id, username, session });

async function openSocketOf(person: Person): Promise<string> {
  const id = newConnectionId();
  await insertConnection(connectionOf(id, person), aliveUntil());
  gateway.open(id);
  return id;
}

/** @param before who it was in the row's request before this one */
async function castOf({ name }: DegradationRow, before?: Cast): Promise<Cast> {
  if (before && !NEEDS_SOMEBODY_NEW.has(name)) return before;
  const [asker, peer] = await Promise.all([enter('asker'), before?.peer ?? enter('peer')]);
  const sockets = {
    asker: await openSocketOf(asker),
    peer: before?.sockets.peer ?? (await openSocketOf(peer)),
  };
  return { asker, peer, sockets };
}

/** Which dependencies /health says are down. */
const downIn = ({ body }: ApiAnswer): string[] =>
  Object.entries<{ status: string }>(body.dependencies).flatMap(([name, { status }]) =>
    status === 'down' ? [name] : [],
  );

/** A 503 that clients understand is called `503`; any other answer by its name. */
function problemIn({ status, headers, body }: ApiAnswer): string {
  const isProblem = headers['content-type'] === 'application/problem+json';
  const isUnavailable =
    status === 503 && body.code === 'service_unavailable' && headers['retry-after'] === '5';
  return isProblem && isUnavailable ? '503' : outcomeOf({ status, headers, body });
}

function readRoute(row: DegradationRow, response: unknown): Pick<Outcome, 'answer' | 'has'> {
  const answered = readAnswer(response as never);
  const { method, path, success }: Route = routes[row.name as FunctionName];
  expectDocumented({ method, path }, answered);
  const answer = answered.status === success ? 'works' : problemIn(answered);
  const names = row.name === 'system/health' ? downIn(answered) : [];
  const has: Extra[] = answered.headers.ratelimit === undefined ? [] : ['a limit'];
  const [first] = [answered.body].flat();
  if (first?.presence?.online) has.push('presence');
  return { answer: names.length > 0 ? `${answer}, names ${names.join(', ')}` : answer, has };
}

let calls = 0;

async function routeTrial(row: DegradationRow, cast: Cast): Promise<Trial> {
  const { method, path } = routes[row.name as FunctionName];
  const request = await caseOf(row)(cast);
  const filled = path.replace(/\{(\w+)\}/, (_, parameter) => request.params?.[parameter] ?? '');
  // Each from a different address, so that no limit applies.
  const sourceIp = `203.0.${calls >> 8}.${calls++ & 255}`;
  const event = buildEvent({ method, path: filled, sourceIp, token: cast.asker.token, ...request });
  return { event, read: (response) => readRoute(row, response) };
}

const nowhere: Trial = {
  event: buildEvent({ path: '/nowhere' }),
  read: (response) => {
    const answered = readAnswer(response as never);
    return { answer: answered.status === 404 ? 'works' : problemIn(answered), has: [] };
  },
};

/** @param wanted the normal response: the type of a frame, the code of an error frame, or nothing */
const frameTrial = (id: string, frame: object, wanted?: string): Trial => ({
  event: socketEvent(id, 'test', { body: JSON.stringify(frame) }),
  read: (response) => {
    const { statusCode, body } = response as SocketResponse;
    const frameBack = body === undefined ? undefined : JSON.parse(body);
    const said = frameBack?.data.code ?? frameBack?.type;
    const isError = statusCode === 200 && said === 'service_unavailable';
    const otherwise = isError ? 'error frame' : `${statusCode} ${said}`;
    return { answer: statusCode === 200 && said === wanted ? 'works' : otherwise, has: [] };
  },
});

const lifecycleTrial = (id: string, route: '$connect' | '$disconnect', ticket?: string): Trial => ({
  event: socketEvent(id, route, ticket === undefined ? {} : { queryStringParameters: { ticket } }),
  read: (response) => {
    const { statusCode } = response as SocketResponse;
    return { answer: statusCode === 200 ? 'works' : String(statusCode), has: [] };
  },
});

const socketTrials: Record<SocketFunctionName, (cast: Cast) => Promise<Trial>> = {
  'realtime/connect': async ({ asker, peer, sockets }) => {
    await write(asker, peer);
    await write(peer, asker);
    // A person's first socket causes a presence event.
    await deleteConnection(connectionOf(sockets.asker, asker));
    return lifecycleTrial(newConnectionId(), '$connect', (await issueTicket(asker, null)).ticket);
  },
  'realtime/disconnect': async ({ asker, peer, sockets }) => {
    await write(asker, peer);
    await write(peer, asker);
    return lifecycleTrial(sockets.asker, '$disconnect');
  },
  'realtime/ping': async ({ sockets }) => frameTrial(sockets.asker, { type: 'ping' }, 'pong'),
  'realtime/typing': async ({ asker, peer, sockets }) => {
    await write(asker, peer);
    await write(peer, asker);
    return frameTrial(sockets.asker, { type: 'typing', User: peer.username, Typing: true });
  },
  'realtime/default': async ({ sockets }) =>
    frameTrial(sockets.asker, { type: 'unheard-of' }, 'unknown_frame_type'),
};

async function trialOf(row: DegradationRow, cast: Cast): Promise<Trial> {
  if (row.kind === 'nowhere') return nowhere;
  return row.kind === 'route' ? routeTrial(row, cast) : socketTrials[row.name as SocketFunctionName](cast);
}

/** Of a row that may queue events: how many there are. */
async function queued({ name }: DegradationRow): Promise<number> {
  if (usualDegradation(name).queue === 'works') return 0;
  const { href: QueueUrl, origin } = new URL(process.env.QUEUE_URL ?? '');
  const { Attributes } = await askSqs<{ Attributes: Record<string, string> }>(origin, 'GetQueueAttributes', {
    QueueUrl,
    AttributeNames: ['All'],
  });
  return ['Messages', 'MessagesDelayed', 'MessagesNotVisible']
    .map((state) => Number(Attributes[`ApproximateNumberOf${state}`]))
    .reduce((sum, count) => sum + count);
}

export interface Prepared {
  cast: Cast;
  ask(environment: LambdaEnvironment): Promise<Outcome>;
}

/** Made while everything answers. @param before of the row's request before this one */
export async function prepare(row: DegradationRow, before?: Cast): Promise<Prepared> {
  const cast = await castOf(row, before);
  const { event, read } = await trialOf(row, cast);
  const told = () =>
    Object.values(cast.sockets)
      .map((id) => (gateway.isOpen(id) ? gateway.frames(id).length : 'closed'))
      .join();
  const ask = async (environment: LambdaEnvironment): Promise<Outcome> => {
    const toldBefore = told();
    const queuedBefore = await queued(row);
    const { answer, milliseconds } = await environment.invoke(event);
    const outcome = read(answer);
    const has: Extra[] = told() === toldBefore ? outcome.has : [...outcome.has, 'a push'];
    if ((await queued(row)) > queuedBefore) has.push('an event');
    return { ...outcome, has, milliseconds };
  };
  return { cast, ask };
}
