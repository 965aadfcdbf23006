/** The command line: options, the one line that says "ready", signals. */
import { parseArgs } from 'node:util';
import { startDocumentServer } from './index.ts';

const HELP = `Usage: document-server [options]

A MongoDB-compatible server for development and tests.

  --port PORT   port to listen on; 0 takes any free one (default 27017)
  --bind HOST   address to listen on (default 127.0.0.1; there is no authentication)
  --data DIR    directory of the data file; without it everything stays in memory
  --parent      stop when standard input closes, so as not to outlive the process that started this one
  --help        show this text
`;

export async function main(args: string[]): Promise<void> {
  let options: ReturnType<typeof parse>;
  try {
    options = parse(args);
  } catch (error) {
    return fail((error as Error).message);
  }
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const port = Number(options.port ?? 27017);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    return fail(`--port takes a number from 0 to 65535, not ${options.port}`);
  try {
    const server = await startDocumentServer({
      port,
      ...(options.bind === undefined ? {} : { host: options.bind }),
      ...(options.data === undefined ? {} : { dataDir: options.data }),
    });
    const stop = (): void => {
      server.close().then(
        () => process.exit(0),
        (error: unknown) => fail(String(error)),
      );
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    if (options.parent) process.stdin.resume().once('end', stop).once('close', stop).once('error', stop);
    process.stdout.write(`document server ready on ${server.uri}\n`);
  } catch (error) {
    fail(explain(error as NodeJS.ErrnoException, port, options.bind ?? '127.0.0.1'));
  }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    options: {
      port: { type: 'string' },
      bind: { type: 'string' },
      data: { type: 'string' },
      parent: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values;
}

function explain(error: NodeJS.ErrnoException, port: number, host: string): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is already in use`;
    case 'EADDRNOTAVAIL':
      return `${host} is not an address of this machine`;
    case 'EACCES':
      return `not allowed to listen on port ${port}`;
    default:
      return error.message;
  }
}

function fail(reason: string): void {
  console.error(`document-server: ${reason.replaceAll('\n', ' ')}`);
  process.exit(1);
}
