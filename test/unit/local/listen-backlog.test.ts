import { once } from 'node:events';
import { type AddressInfo, Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { limitBacklogs } from '../../../local/listen-backlog.ts';

const seen: unknown[][] = [];
/** Tells how it was asked to listen, and does. */
class Door extends Server {
  override listen(...args: unknown[]): this {
    seen.push(args);
    return Reflect.apply(super.listen, this, args);
  }
}
limitBacklogs(Door, 7);

let door: Door;
afterEach(() => {
  seen.length = 0;
  door.close();
});

test('a server that names its port and host, as hapi does, listens there with a short queue', async () => {
  door = new Door();
  let isListening = false;
  door.listen(0, '127.0.0.1', () => {
    isListening = true;
  });
  await once(door, 'listening');
  expect(seen[0]?.[0]).toEqual({ port: 0, host: '127.0.0.1', backlog: 7 });
  expect(isListening).toBe(true);
  expect((door.address() as AddressInfo).address).toBe('127.0.0.1');
});

test('any other way to listen is left as it is', async () => {
  door = new Door();
  door.listen({ port: 0, backlog: 3 });
  await once(door, 'listening');
  expect(seen[0]).toEqual([{ port: 0, backlog: 3 }]);
});
