/**
 * API Gateway's management API in a separate process: sockets whose ids begin with "live" exist, others are gone. GET /spread says how many
 * frames have come since it was last asked, and the milliseconds from the first to the last.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

let [frames, first, last] = [0, 0, 0];

function takeSpread(): string {
  const text = JSON.stringify({ frames, milliseconds: last - first });
  frames = 0;
  return text;
}

function noteFrame(): void {
  last = performance.now();
  if (frames++ === 0) first = last;
}

const server = createServer((request, response) => {
  if (request.url === '/spread') return void response.end(takeSpread());
  const id = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
  request.resume().on('end', () => {
    noteFrame();
    if (id.startsWith('live')) response.writeHead(200).end();
    else response.writeHead(410, { 'x-amzn-ErrorType': 'GoneException' }).end('{}');
  });
});
server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
// Ends with the process that started it.
process.stdin.on('close', () => process.exit()).resume();
