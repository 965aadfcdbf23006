/**
 * SQS's local stand-in as a process of its own: fauxqs, which writes each change to SQLite before it answers.
 * Arguments: the directory, or nothing for memory. Prints one line when it is ready; ends with the process that started it.
 */
import { type ListenOptions, Server } from 'node:net';
import { startFauxqs } from 'fauxqs';
import { createQueues } from './queue-definitions.ts';

const [dataDir] = process.argv.slice(2);

// fauxqs listens on all interfaces, and asks nobody for credentials.
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
  // Ctrl-C in the terminal is for the process that started this one; its end is the end of this one too.
  process.on('SIGINT', () => {});
  process.stdin.on('close', stop).resume();
  const address = `http://127.0.0.1:${server.port}`;
  await createQueues(address);
  console.log(`queues ready on ${address}`);
} catch (error) {
  console.error(`The queues' store in ${dataDir} cannot be opened: ${(error as Error).message}`);
  process.exit(1);
}
