/**
 * API Gateway's side of the WebSockets for handler tests: the management API as a real HTTP server, whose sockets are
 * lists of the frames posted to them. The real gateway, and serverless-offline's, run in the e2e tests; here a socket must
 * be able to be gone, to hang or to fail on demand.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ServerFrame } from '#lib/realtime/resources.ts';

type Behaviour = 'open' | 'hanging' | 'failing' | 'forbidden' | 'throttled';

/** Of sockets that fail. */
const STATUSES: Partial<Record<Behaviour, number>> = { failing: 500, forbidden: 403, throttled: 429 };

export class SocketGateway {
  readonly #sockets = new Map<string, { behaviour: Behaviour; frames: ServerFrame[] }>();
  readonly #server = createServer(async (request, response) => {
    const id = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
    const socket = this.#sockets.get(id);
    if (!socket) return response.writeHead(410, { 'x-amzn-ErrorType': 'GoneException' }).end('{}');
    if (socket.behaviour === 'hanging') return undefined;
    const status = STATUSES[socket.behaviour];
    if (status) return response.writeHead(status).end('{}');
    if (request.method === 'DELETE') this.#sockets.delete(id);
    else socket.frames.push(JSON.parse(await text(request)));
    return response.writeHead(200).end();
  });

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  open(id: string, behaviour: Behaviour = 'open'): void {
    this.#sockets.set(id, { behaviour, frames: [] });
  }

  isOpen = (id: string): boolean => this.#sockets.has(id);

  /** What was posted to a socket so far. */
  frames = (id: string): ServerFrame[] => this.#sockets.get(id)?.frames ?? [];

  /** As when a laptop is closed: the gateway knows, we do not. */
  vanish(id: string): void {
    this.#sockets.delete(id);
  }
}

export const gateway = new SocketGateway();
