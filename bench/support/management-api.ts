/** API Gateway's management API in a separate process: sockets whose ids begin with "live" exist, others are gone. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  const id = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
  request.resume().on('end', () => {
    if (id.startsWith('live')) response.writeHead(200).end();
    else response.writeHead(410, { 'x-amzn-ErrorType': 'GoneException' }).end('{}');
  });
});
server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
// Ends with the process that started it.
process.stdin.on('close', () => process.exit()).resume();
