/** How a request gets in: to the exported handlers as API Gateway calls them, or over the network (network.ts). */
import { join } from 'node:path';
import type { Endpoint } from '#lib/http/endpoint.ts';
import type { SocketHandler } from '#lib/realtime/socket-endpoint.ts';
import { type FunctionName, routes } from '#lib/routes.ts';
import type { Answered } from '../support/http/contract.ts';
import { buildContext, buildEvent, deliver } from '../support/http/gateway.ts';
import type { Person } from '../support/people/people.ts';
import { openSocket } from '../support/sockets/sockets.ts';
import { functionOf, type Operation, operations } from './document.ts';
import type { Pair } from './valid.ts';

/** A request with everything in it, as it is sent. */
export interface Sent {
  method: string;
  /** decoded, without the query */
  path: string;
  params: Pair[];
  query: Pair[];
  headers: Pair[];
  cookies: string[];
  body: string | undefined;
  /** instead of `body` */
  base64: string | undefined;
  /** whose path it is */
  template: string | undefined;
}

export interface Frame {
  type: string;
  text: string;
  binary: boolean;
}

export interface Handshake {
  query: Pair[];
  origin: string | undefined;
}

/** `undefined` where a server gave up before anything of the product saw the request. */
export type Reply = { answered: Answered; operation: Operation | undefined } | undefined;

export interface Way {
  ask(sent: Sent): Promise<Reply>;
  /** @returns the frame that came back, if any */
  frame(frame: Frame, person: Person): Promise<object | undefined>;
  /** @returns the status of the handshake */
  handshake(handshake: Handshake): Promise<number | undefined>;
  /** Forgets all connections. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

const toPattern = (path: string) =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
const patterns = operations.map((operation) => ({ operation, pattern: toPattern(operation.path) }));

/** As API Gateway selects a route: the one with fewer parameters first. */
export const selectOperation = ({ method, path, template }: Sent): Operation | undefined =>
  patterns
    .filter(
      ({ operation, pattern }) =>
        operation.method === method &&
        (template === undefined ? pattern.test(path) : operation.path === template),
    )
    .sort((one, other) => one.operation.path.split('{').length - other.operation.path.split('{').length)[0]
    ?.operation;

/** The gateway joins repeated headers. */
const joined = (pairs: Pair[], fold = false): Record<string, string> => {
  const entries = new Map<string, string>();
  for (const [name, value] of pairs) {
    const key = fold ? name.toLowerCase() : name;
    entries.set(key, entries.has(key) ? `${entries.get(key)},${value}` : value);
  }
  return Object.fromEntries(entries);
};

function eventOf(sent: Sent) {
  const { method, path, params, query, headers, cookies, body, base64 } = sent;
  const built = buildEvent({ method, path, ...(params.length > 0 ? { params: joined(params) } : {}) });
  const type = body === undefined && base64 === undefined ? {} : { 'content-type': 'application/json' };
  return {
    ...built,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { ...built.headers, ...type, ...joined(headers, true) },
    ...(query.length > 0 ? { queryStringParameters: joined(query) } : {}),
    ...(cookies.length > 0 ? { cookies } : {}),
    ...(body === undefined ? {} : { body }),
    ...(base64 === undefined ? {} : { body: base64, isBase64Encoded: true }),
  };
}

const FUNCTIONS = join(import.meta.dirname, '../../functions');
const load = async (name: string) => (await import(/* @vite-ignore */ join(FUNCTIONS, `${name}.ts`))).handler;

/** The handlers in this process, with real drivers. */
export class HandlersWay implements Way {
  readonly #names = Object.keys(routes) as FunctionName[];
  readonly #handlers = new Map<string, Endpoint>();
  readonly #sockets = new Map<string, SocketHandler>();
  #connection: string | undefined;

  async open(): Promise<this> {
    for (const name of [...this.#names, 'system/fallback']) this.#handlers.set(name, await load(name));
    for (const name of ['connect', 'ping', 'typing', 'default']) {
      this.#sockets.set(name, await load(`realtime/${name}`));
    }
    return this;
  }

  async ask(sent: Sent): Promise<Reply> {
    const operation = selectOperation(sent);
    const handler = this.#handlers.get(operation ? functionOf(operation, this.#names) : 'system/fallback');
    if (!handler) throw new Error(`No handler answers ${sent.method} ${sent.path}`);
    return { operation, answered: await deliver(handler, eventOf(sent)) };
  }

  async #call(name: string, event: object) {
    const handler = this.#sockets.get(name);
    if (!handler) throw new Error(`No function takes ${name}`);
    return handler(event as Parameters<SocketHandler>[0], buildContext());
  }

  async frame({ type, text }: Frame, person: Person): Promise<object | undefined> {
    this.#connection ??= await openSocket(person);
    const requestContext = { connectionId: this.#connection, routeKey: type, eventType: 'MESSAGE' };
    const { statusCode, body } = await this.#call(type.replace('$', ''), { requestContext, body: text });
    if (statusCode !== 200) throw new Error(`A frame was answered ${statusCode}`);
    return body === undefined ? undefined : JSON.parse(body);
  }

  async handshake({ query, origin }: Handshake): Promise<number> {
    const requestContext = {
      connectionId: `fuzz-${Math.random()}`,
      routeKey: '$connect',
      eventType: 'CONNECT',
    };
    const headers = origin === undefined ? {} : { Origin: origin };
    const event = { requestContext, headers, queryStringParameters: joined(query) };
    return (await this.#call('connect', event)).statusCode;
  }

  renew = async (): Promise<void> => {
    this.#connection = undefined;
  };

  close = async (): Promise<void> => {};
}
