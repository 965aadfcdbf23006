/** The way in that people's requests take: HTTP and a WebSocket to `npm start`. */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { issueTicket } from '#lib/realtime/tickets.ts';
import type { Person } from '../support/people/people.ts';
import { Fault } from './oracle.ts';
import { exchange, type RawAnswer } from './raw-http.ts';
import type { Pair } from './valid.ts';
import { type Frame, type Handshake, type Reply, type Sent, selectOperation, type Way } from './ways.ts';

const DECODERS: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateSync,
};

function decode({ headers, body }: RawAnswer): string {
  const decoder = DECODERS[headers['content-encoding'] ?? ''];
  return (decoder && body.length > 0 ? decoder(body) : body).toString();
}

/** Where a parameter is one of these, a server takes the address for another one. */
const NO_SEGMENT = new Set(['', '.', '..']);

/** What a server makes of a request line: it ends where a line does, and two slashes at its start are one. */
function seenBy({ method, path, params, template }: Sent): Pick<Sent, 'method' | 'path' | 'template'> {
  // A path without parameters, with another method, can match a path that has one.
  const isItself = params.length > 0 && !params.some(([, value]) => NO_SEGMENT.has(value));
  const [line = ''] = path.split(/[\r\n ]/);
  const { pathname } = new URL(line.replace(/^\/+/, '/'), 'http://localhost');
  return { method, path: pathname, template: isItself ? template : undefined };
}

const PONG_MS = 8_000;

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

const queryOf = (query: Pair[]): string =>
  query.length === 0 ? '' : `?${query.map((pair) => pair.map(encode).join('=')).join('&')}`;

/** As it stands where the path itself is hostile; otherwise what stands for a parameter is one segment. */
const targetOf = ({ template, path, params, query }: Sent): string =>
  (template === undefined
    ? path
    : params.reduce((filled, [name, value]) => filled.replace(`{${name}}`, () => encode(value)), template)) +
  queryOf(query);

const has = (headers: Pair[], wanted: string): boolean =>
  headers.some(([name]) => name.toLowerCase() === wanted);

/** Every answer of a function, and of what stands for API Gateway here, has one. */
const isOfTheProduct = ({ headers }: RawAnswer): boolean =>
  headers['x-request-id'] !== undefined || String(headers['content-type']).includes('json');

/** Node's HTTP server answers invalid HTTP before the product receives it. */
const REFUSED_BY_NODE = new Set([400, 408, 413, 417, 431, 501, 505]);

export class NetworkWay implements Way {
  readonly #url: URL;
  readonly #socketUrl: URL;
  #socket: WebSocket | undefined;
  #frames: object[] = [];
  #changed = Promise.withResolvers<void>();

  constructor(url: string, socketUrl: string) {
    this.#url = new URL(url);
    this.#socketUrl = new URL(socketUrl);
  }

  async ask(sent: Sent): Promise<Reply> {
    const { method, headers, cookies, body, base64 } = sent;
    const bytes = base64 === undefined ? Buffer.from(body ?? '') : Buffer.from(base64, 'base64');
    const type: Pair[] =
      bytes.length > 0 && !has(headers, 'content-type') ? [['content-type', 'application/json']] : [];
    const length: Pair[] =
      bytes.length > 0 || has(headers, 'content-length') ? [['content-length', String(bytes.length)]] : [];
    const jar: Pair[] = cookies.length > 0 ? [['cookie', cookies.join('; ')]] : [];
    const host: Pair[] = has(headers, 'host') ? [] : [['host', this.#url.host]];
    const answer = await exchange(this.#url, {
      method,
      target: targetOf(sent),
      headers: [['connection', 'close'], ...host, ...type, ...length, ...jar, ...headers],
      body: bytes,
    });
    if (!answer || (!isOfTheProduct(answer) && REFUSED_BY_NODE.has(answer.status))) return undefined;
    const operation = selectOperation({ ...sent, ...seenBy(sent) });
    const isJson = String(answer.headers['content-type']).includes('json');
    const text = decode(answer);
    const parsed = isJson && text !== '' ? JSON.parse(text) : text || undefined;
    return { operation, answered: { status: answer.status, headers: answer.headers, body: parsed } };
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async #open(person: Person): Promise<WebSocket> {
    const { url } = await issueTicket(person, null);
    const socket = new WebSocket(url);
    socket.addEventListener('message', ({ data }) => {
      this.#frames.push(JSON.parse(String(data)));
      this.#wake();
    });
    socket.addEventListener('close', () => this.#wake());
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', () => reject(new Fault('no answer', 'The socket was refused')), {
        once: true,
      });
    });
    return socket;
  }

  /** A ping follows each frame: after any response the pong arrives, or the socket closes. */
  async frame({ text, binary }: Frame, person: Person): Promise<object | undefined> {
    if (this.#socket?.readyState !== WebSocket.OPEN) this.#socket = await this.#open(person);
    const socket = this.#socket;
    this.#frames = [];
    socket.send(binary ? Buffer.from(text) : text);
    socket.send('{"type":"ping"}');
    const late = setTimeout(() => this.#wake(), PONG_MS);
    const isDone = () =>
      socket.readyState !== WebSocket.OPEN ||
      this.#frames.some((frame) => 'type' in frame && frame.type === 'pong');
    const until = performance.now() + PONG_MS;
    while (!isDone() && performance.now() < until) await this.#changed.promise;
    clearTimeout(late);
    if (!isDone()) throw new Fault('no answer', 'to a ping on the socket');
    return this.#frames.find((frame) => 'type' in frame && frame.type === 'error');
  }

  async handshake({ query, origin }: Handshake): Promise<number | undefined> {
    const answer = await exchange(this.#socketUrl, {
      method: 'GET',
      target: `${this.#socketUrl.pathname}${queryOf(query)}`,
      headers: [
        ['host', this.#socketUrl.host],
        ['connection', 'Upgrade'],
        ['upgrade', 'websocket'],
        ['sec-websocket-version', '13'],
        ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
        ...(origin === undefined ? [] : [['origin', origin] as Pair]),
      ],
      body: Buffer.alloc(0),
    });
    return answer?.status;
  }

  renew = async (): Promise<void> => {
    this.#socket?.close();
    this.#socket = undefined;
  };

  close = this.renew;
}
