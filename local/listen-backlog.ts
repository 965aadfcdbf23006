/**
 * Limits a server's listen backlog. Node.js accepts one connection per turn of its event loop, with a backlog of 511. When thousands
 * of sockets reconnect at once, clients at the end of such a backlog have given up before they are accepted. With a short backlog
 * the system lets clients retry after a moment, so accepted connections are still alive.
 */
import type { Server } from 'node:net';

const WAITING = 64;

/** Call before any server listens. @param ServerClass of node:net @param waiting backlog of each server */
export function limitBacklogs(ServerClass: { prototype: Server }, waiting = WAITING): void {
  const { listen } = ServerClass.prototype;
  ServerClass.prototype.listen = function (this: Server, ...args: unknown[]) {
    const [port, host, listening] = args;
    // The form that hapi uses.
    if (typeof port === 'number' && typeof host === 'string' && typeof listening !== 'number') {
      return listen.call(this, { port, host, backlog: waiting }, listening as () => void);
    }
    return Reflect.apply(listen, this, args);
  };
}
