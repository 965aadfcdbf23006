/**
 * DynamoDB's local stand-in, as a separate process: dynalite, which stores its data in LevelDB.
 * Argument: the directory; without one it stores in memory. Prints one line when it is ready; ends with its parent.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';

const [path] = process.argv.slice(2);
const server = dynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) });

process.on('uncaughtException', (error: Error & { cause?: Error }) => {
  console.error(`The sessions' store in ${path} cannot be opened: ${error.cause?.message ?? error.message}`);
  process.exit(1);
});

const stop = () => server.close(() => process.exit());
process.on('SIGTERM', stop);
// Ignores Ctrl-C, which the parent handles; this process ends with its parent.
process.on('SIGINT', () => {});
process.stdin.on('close', stop).resume();

server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
console.log(`dynamodb ready on ${address}`);

/** DynamoDB itself takes up to a few days. */
const EXPIRY_MS = 60_000;

// Not in memory, where data is short-lived and tests set the clock.
if (path !== undefined) {
  setInterval(async () => {
    const { deleteExpired } = await import('./expired-items.ts');
    // Tables may not exist yet; tries again in a minute.
    await deleteExpired(address, 'corechat-local').catch(() => {});
  }, EXPIRY_MS).unref();
}
