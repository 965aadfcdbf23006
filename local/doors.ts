/**
 * How many connections may wait at a server's door. Node.js lets in one in each turn of its event loop and keeps 511 waiting. When
 * thousands of sockets come back at once, who gets in at the end of such a queue has given up long ago, and so has everybody behind.
 * Behind a short queue the system makes them knock again, after a moment: who gets in is still there.
 */
import type { Server } from 'node:net';

const WAITING = 64;

/** Call before any server listens. @param ServerClass of node:net @param waiting connections at each server */
export function shortenQueues(ServerClass: { prototype: Server }, waiting = WAITING): void {
  const { listen } = ServerClass.prototype;
  ServerClass.prototype.listen = function (this: Server, ...args: unknown[]) {
    const [port, host, listening] = args;
    // As hapi does it.
    if (typeof port === 'number' && typeof host === 'string' && typeof listening !== 'number') {
      return listen.call(this, { port, host, backlog: waiting }, listening as () => void);
    }
    return Reflect.apply(listen, this, args);
  };
}
