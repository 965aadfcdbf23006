/**
 * DynamoDB's local stand-in as a process of its own: dynalite, which keeps its data in LevelDB.
 * Arguments: the directory, or nothing for memory. Prints one line when it is ready; ends with the process that started it.
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
// Ctrl-C in the terminal is for the process that started this one; its end is the end of this one too.
process.on('SIGINT', () => {});
process.stdin.on('close', stop).resume();

server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
console.log(`dynamodb ready on ${address}`);

/** DynamoDB takes longer: within a few days. */
const EXPIRY_MS = 60_000;

// What is in memory goes soon anyway, and tests move the clock.
if (path !== undefined) {
  setInterval(async () => {
    const { deleteExpired } = await import('./expired-items.ts');
    // Tables may still be missing, and the next minute tries again.
    await deleteExpired(address, 'corechat-local').catch(() => {});
  }, EXPIRY_MS).unref();
}
