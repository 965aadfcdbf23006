// Loaded into every process of the measured stack (NODE_OPTIONS=--import): tells over a socket file what the process holds.
// Plain JavaScript: npm runs on whatever Node.js the system has.
import { readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const folder = process.env.CORECHAT_LOAD_PROBES;
const delay = monitorEventLoopDelay({ resolution: 10 });

/** The collector, without a flag that programs could notice. */
function collector() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return collect;
}

function count(names) {
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Linux only. */
function openFiles() {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}

/** Delays since the last look, in milliseconds. */
function look() {
  const [p99, max] = [delay.percentile(99) / 1e6, delay.max / 1e6];
  delay.reset();
  return {
    memory: process.memoryUsage(),
    cpu: process.cpuUsage(),
    resources: count(process.getActiveResourcesInfo()),
    openFiles: openFiles(),
    delay: { p99, max },
  };
}

if (folder) {
  const file = join(folder, `${process.pid}.sock`);
  let collect;
  // One connection, one answer; the request is "look" or "collect".
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.setEncoding('utf8').once('data', (request) => {
      if (request === 'collect') {
        collect ??= collector();
        // What the first collection makes unreachable, weak references for example, goes with the second.
        collect();
        collect();
      }
      socket.end(JSON.stringify(look()));
    });
  });
  server.on('error', () => {});
  server.listen(file).unref();
  delay.enable();
  process.once('exit', () => rmSync(file, { force: true }));
}
