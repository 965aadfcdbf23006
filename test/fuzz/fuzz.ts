/** Sends requests and checks responses. Each batch has its own seed; its failures are shrunk, and the next batch follows. */
import fc from 'fast-check';
import { operations } from './document.ts';
import type { OperatorWatch } from './operator-watch.ts';
import {
  expectCleanPrototype,
  expectNothingInside,
  expectNotReached,
  Fault,
  judge,
  judgeFrame,
} from './oracle.ts';
import { type FuzzRequest, fuzzRequest, type HandshakeFuzz, type HttpFuzz, toJson } from './requests.ts';
import { type Counterexample, Tally } from './tally.ts';
import type { Pair } from './valid.ts';
import { OPERATOR_MARK } from './values.ts';
import type { Sent, Way } from './ways.ts';
import { CANARY, type World } from './world.ts';

const BATCH = 500;
/** Each request has this long to be answered. */
const ANSWER_MS = 15_000;
const COUNTEREXAMPLES = 10;

export interface FuzzOptions {
  requests: number;
  seed: number;
  /** of a counterexample: replays it and nothing else */
  path?: string;
  network: boolean;
  onProgress?: (tally: Tally) => void;
  signal?: AbortSignal;
}

export interface Scene {
  world: World;
  way: Way;
  watch: OperatorWatch;
}

const castPairs = (world: World, pairs: Pair[], operation: string): Promise<Pair[]> =>
  Promise.all(pairs.map(async ([name, value]): Promise<Pair> => [name, await world.cast(value, operation)]));

const fill = (path: string, params: Pair[]): string =>
  params.reduce((filled, [name, value]) => filled.replace(`{${name}}`, () => value), path);

async function toSent(world: World, request: HttpFuzz): Promise<Sent> {
  const { operation, method, path, body, base64, strayed } = request;
  const params = await castPairs(world, request.params, operation);
  const text = typeof body === 'string' || body === undefined ? body : toJson(body);
  return {
    method,
    path: fill(path, params),
    params,
    query: await castPairs(world, request.query, operation),
    headers: await castPairs(world, request.headers, operation),
    cookies: await Promise.all(request.cookies.map((cookie) => world.cast(cookie, operation))),
    body: text === undefined ? undefined : await world.cast(text, operation),
    base64,
    template: strayed ? undefined : path,
  };
}

const HONEST_FIELDS: Record<string, string> = { Message: 'Message', Detail: 'Detail' };

/** What was written is there, the same to the last character: in the answer and, for messages, in the database. */
async function expectKept({ honest }: HttpFuzz, world: World, status: number, body: unknown): Promise<void> {
  if (!honest) return;
  const { field, text } = honest;
  const answered = (body as Record<string, unknown> | undefined)?.[HONEST_FIELDS[field] ?? field];
  const said = `${field} ${JSON.stringify(text.slice(0, 100))}`;
  if (status >= 300) throw new Fault('honest text refused', `${said}: ${status} ${JSON.stringify(body)}`);
  if (answered !== text)
    throw new Fault('honest text refused', `${said} came back as ${JSON.stringify(answered)}`);
  if (field === 'Message' && !(await world.wasStored(text))) {
    throw new Fault('honest text refused', `${said} is not what was stored`);
  }
}

async function askHttp({ world, way }: Scene, request: HttpFuzz): Promise<number | undefined> {
  const sent = await toSent(world, request);
  const reply = await way.ask(sent);
  if (!reply) return undefined;
  const { answered, operation } = reply;
  if (answered.status < 300) world.settle(operation?.id ?? '', sent.method);
  expectNothingInside(JSON.stringify([answered.body, answered.headers]), CANARY);
  judge(operation, sent.method, sent.path, answered);
  const { params, query, body } = request;
  expectNotReached(operation, [...params, ...query, ...(Array.isArray(body) ? body : [])], answered.status);
  await expectKept(request, world, answered.status, answered.body);
  return answered.status;
}

async function shakeHands({ world, way }: Scene, request: HandshakeFuzz): Promise<number | undefined> {
  const ticket: Pair = ['ticket', await world.cast(request.ticket, '$connect')];
  const status = await way.handshake({ query: [ticket, ...request.extra], origin: request.origin });
  // Over the network a handshake that succeeded switches protocols.
  if (status === 101) return 200;
  if (status === undefined || [200, 400, 401, 403].includes(status)) return status;
  throw new Fault(status >= 500 ? 'server error' : 'undocumented', `the handshake was answered ${status}`);
}

/** A status, or that it was a frame; undefined when a server gave up on the way. */
type Outcome = number | 'frame' | undefined;

async function ask(scene: Scene, request: FuzzRequest): Promise<Outcome> {
  if (request.kind === 'http') return askHttp(scene, request);
  if (request.kind === 'handshake') return shakeHands(scene, request);
  const text = await scene.world.cast(request.text, request.operation);
  const { operation: type, binary } = request;
  const frame = await scene.way.frame({ type, text, binary }, scene.world.me);
  expectNothingInside(JSON.stringify(frame ?? ''), CANARY);
  judgeFrame(frame);
  return 'frame';
}

const isBusy = (error: unknown): boolean => error instanceof Fault && error.message.includes(' 503 ');

/** A database that is too busy says so, and asks to be asked again. */
const ATTEMPTS = 5;

/** @throws Fault also of a request that was answered 503 each time */
async function examine(scene: Scene, request: FuzzRequest, tally: Tally, attempt = 1): Promise<Outcome> {
  try {
    return await examineOnce(scene, request);
  } catch (error) {
    if (isBusy(error) && attempt < ATTEMPTS) {
      tally.busy++;
      return examine(scene, request, tally, attempt + 1);
    }
    scene.world.giveUp();
    throw error;
  }
}

/** @throws Fault */
async function examineOnce(scene: Scene, request: FuzzRequest): Promise<Outcome> {
  const { world, watch, way } = scene;
  if (await world.prepare()) await way.renew();
  watch.take();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Fault('no answer', `within ${ANSWER_MS} ms`)), ANSWER_MS);
  try {
    const status = await Promise.race([ask(scene, request), late.promise]);
    expectCleanPrototype();
    const [operator] = watch.take();
    if (operator) throw new Fault('operator', operator);
    const damage = world.isToBeExamined() ? await world.damage() : undefined;
    if (damage) throw new Fault('changed', damage);
    return status;
  } finally {
    clearTimeout(timer);
  }
}

function toCounterexample(details: fc.RunDetails<[FuzzRequest]>, network: boolean): Counterexample {
  const { seed, counterexamplePath, counterexample, errorInstance } = details;
  const fault = errorInstance instanceof Fault ? errorInstance : undefined;
  const reason = fault?.message ?? String((errorInstance as Error | undefined)?.stack ?? errorInstance);
  return {
    kind: fault?.kind ?? 'fault in the test',
    seed,
    path: counterexamplePath ?? '',
    network,
    request: counterexample?.[0],
    reason: reason.slice(0, 2_000),
  };
}

/** @returns the findings; without failures it has no counterexamples */
export async function fuzz(scene: Scene, options: FuzzOptions, tally = new Tally()): Promise<Tally> {
  const { requests, network, onProgress, signal } = options;
  let asked = 0;
  for (let batch = 0; asked < requests && !signal?.aborted; batch++) {
    let failed = false;
    const property = fc.asyncProperty(fuzzRequest, async (request) => {
      if (signal?.aborted) return;
      try {
        const status = await examine(scene, request, tally);
        if (failed) return;
        asked++;
        tally.note(request.operation, status);
        if (network) tally.overNetwork++;
        if (request.kind === 'http' && request.honest) tally.honest++;
        if (JSON.stringify(request).includes(OPERATOR_MARK)) tally.operators++;
      } catch (error) {
        // The rest of the batch are attempts to shrink it.
        if (!failed) {
          asked++;
          tally.note(request.operation, undefined);
        }
        failed = true;
        throw error;
      }
    });
    const details = await fc.check(property, {
      // Neighbouring seeds of one generator are not neighbours.
      seed: (options.seed + batch * 7_919) % 2 ** 31,
      numRuns: options.path === undefined ? Math.min(BATCH, requests - asked) : 1,
      ...(options.path === undefined ? {} : { path: options.path }),
    });
    if (details.failed) tally.counterexamples.push(toCounterexample(details, network));
    onProgress?.(tally);
    if (options.path !== undefined || tally.counterexamples.length >= COUNTEREXAMPLES) break;
  }
  const late = await scene.world.damage();
  if (late)
    tally.counterexamples.push({
      kind: 'changed',
      seed: options.seed,
      path: '',
      network,
      request: 'one of the last',
      reason: late,
    });
  return tally;
}

/** Every operation that the document has. */
export const operationIds: string[] = operations.map(({ id }) => id);
