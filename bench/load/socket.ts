/** A plain socket to the product, for those who chat by bare requests. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ServerFrame } from '../../lib/realtime/resources.ts';
import { Refusal } from './api.ts';
import type { Person } from './people.ts';

/** As the SDK opens one. */
const OPEN_WITHIN_MS = 10_000;

/** Ticket and handshake. @throws Refusal */
export async function openSocket(person: Person, received: (frame: ServerFrame) => void): Promise<WebSocket> {
  const { body } = await person.api.call<{ Url: string }>('POST', '/realtime/tickets', {
    token: await person.token(),
    body: {},
  });
  const socket = new WebSocket(body.Url, {
    perMessageDeflate: false,
    handshakeTimeout: OPEN_WITHIN_MS,
  });
  socket.on('message', (data) => received(JSON.parse(String(data))));
  try {
    await once(socket, 'open');
  } catch (error) {
    throw new Refusal(`handshake: ${(error as Error).message}`);
  }
  // What fails later closes it.
  socket.on('error', () => {});
  return socket;
}

/** With the closing handshake, as a page that is closed. */
export async function closeSocket(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  const closed = once(socket, 'close');
  socket.close();
  await closed;
}
