/**
 * SQS's local stand-in, as a separate process: fauxqs, which writes each change to SQLite before it responds.
 * Argument: the directory; without one it stores in memory. Prints one line when it is ready; ends with its parent.
 */
import { type ListenOptions, Server } from 'node:net';
import { startFauxqs } from 'fauxqs';
import { createQueues } from './queue-definitions.ts';

const [dataDir] = process.argv.slice(2);

// fauxqs checks no credentials and would listen on all interfaces.
const { listen } = Server.prototype;
Server.prototype.listen = function (this: Server, options: ListenOptions, ...more: never[]) {
  return listen.call(this, { ...options, host: '127.0.0.1' }, ...more);
} as Server['listen'];

try {
  const server = await startFauxqs({
    port: 0,
    logger: false,
    defaultRegion: 'us-east-1',
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  const stop = () => void server.stop().finally(() => process.exit());
  process.on('SIGTERM', stop);
  // Ignores Ctrl-C, which the parent handles; this process ends with its parent.
  process.on('SIGINT', () => {});
  process.stdin.on('close', stop).resume();
  const address = `http://127.0.0.1:${server.port}`;
  await createQueues(address);
  console.log(`queues ready on ${address}`);
} catch (error) {
  console.error(`The queues' store in ${dataDir} cannot be opened: ${(error as Error).message}`);
  process.exit(1);
}
