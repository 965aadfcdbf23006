/**
 * How many new connections does Node.js take while it is busy? `node bench/load/accepting.ts`: what bounds a storm on one process.
 * libuv takes one in each turn of the event loop (1.52, of Node.js 24), however many wait.
 */
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const CONNECTIONS = 400;
const TURN_MS = 20;
const SECONDS = 3;

function connect(port: number): void {
  for (let index = 0; index < CONNECTIONS; index++) {
    createConnection(port, '127.0.0.1').on('error', () => {});
  }
}

async function measure(): Promise<void> {
  let [accepted, turns] = [0, 0];
  const server = createServer(() => {
    accepted++;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  new Worker(new URL(import.meta.url), { workerData: (server.address() as AddressInfo).port });
  const end = performance.now() + SECONDS * 1_000;
  while (performance.now() < end) {
    const turn = performance.now() + TURN_MS;
    while (performance.now() < turn);
    turns++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(
    `libuv ${process.versions.uv}: ${accepted} of ${CONNECTIONS} connections in ${turns} turns of ${TURN_MS} ms`,
  );
  process.exit();
}

if (isMainThread) await measure();
else connect(workerData);
