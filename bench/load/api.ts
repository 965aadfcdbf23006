/** HTTP like many separate clients: concurrent requests use separate connections. */
import { Agent, request } from 'undici';

/** As the SDK waits. */
const TIMEOUT_MS = 10_000;

type Method = 'GET' | 'POST' | 'PUT';

interface Parts {
  token?: string;
  body?: unknown;
  prefer?: string;
}

export interface Answer<Body = unknown> {
  status: number;
  body: Body;
  header(name: string): string | undefined;
}

/** An answer that is no success, or none. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** "503 service_unavailable", "timeout", "ECONNRESET" */
  readonly kind: string;
  readonly status: number;

  constructor(kind: string, status = 0) {
    super(kind);
    this.kind = kind;
    this.status = status;
  }
}

const kindOf = (error: unknown): string => {
  const { name, code } = error as NodeJS.ErrnoException;
  return name === 'TimeoutError' ? 'timeout' : (code ?? name);
};

/** A server may close an idle connection in the moment in which it is used again (RFC 9112 §9.3.1). */
const CLOSED = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

export class Api {
  readonly url: string;
  /** requests made again because their connection was just being closed */
  reconnected = 0;
  /** As many connections as requests are under way. */
  readonly #agent = new Agent({ connections: null, pipelining: 1, keepAliveTimeout: 4_000 });

  constructor(url: string) {
    this.url = url;
  }

  /** Everything that is asked here may be asked twice: messages have a ClientId. @throws Refusal */
  async call<Body = unknown>(method: Method, path: string, parts: Parts = {}): Promise<Answer<Body>> {
    try {
      return await this.#attempt(method, path, parts);
    } catch (error) {
      if (!(error instanceof Refusal && CLOSED.has(error.kind))) throw error;
      this.reconnected++;
      return this.#attempt(method, path, parts);
    }
  }

  async #attempt<Body>(method: Method, path: string, { token, body, prefer }: Parts): Promise<Answer<Body>> {
    try {
      const {
        statusCode,
        headers,
        body: stream,
      } = await request(this.url + path, {
        dispatcher: this.#agent,
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(prefer === undefined ? {} : { prefer }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await stream.text();
      const value = text === '' ? undefined : JSON.parse(text);
      if (statusCode >= 300) throw new Refusal(`${statusCode} ${value?.code ?? ''}`.trim(), statusCode);
      return { status: statusCode, body: value, header: (name) => headers[name]?.toString() };
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal(kindOf(error));
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** @returns the address of the next page, without its host */
export function nextPath(answer: Answer): string | undefined {
  const [, address] = /<([^>]+)>; *rel="next"/.exec(answer.header('link') ?? '') ?? [];
  if (address === undefined) return undefined;
  const { pathname, search } = new URL(address, 'http://next');
  return pathname + search;
}
