/** `corechat` in scripts at a server that is slow, broken or not CoreChat. All at once: the tests wait more than they work. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { type Desk, makeDesk } from '../support/clients/corechat-command.ts';

/** A server that is not CoreChat, or is broken. */
async function withServer(listener: RequestListener, run: (desk: Desk) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const desk = await makeDesk(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await run(desk);
  } finally {
    server.closeAllConnections();
    server.close();
    await desk.remove();
  }
}

test.concurrent.each<[string, RequestListener, RegExp]>([
  [
    'answers 500',
    (_, response) =>
      response
        .writeHead(500, { 'content-type': 'application/problem+json' })
        .end('{"code":"internal_error"}'),
    /Something went wrong on the side of CoreChat/,
  ],
  ['answers with a web page', (_, response) => response.end('<h1>It works!</h1>'), /unexpected response/],
  [
    'answers with another kind of JSON',
    (_, response) => response.end('{"hello":"world"}'),
    /unexpected response/,
  ],
  ['closes the connection', (request) => request.socket.destroy(), /cannot be reached/],
  [
    'answers with terminal escapes in its error',
    (_, response) => response.writeHead(418).end('{"code":"teapot","title":"\\u001b[2Jgone"}'),
    /␛\[2Jgone/,
  ],
])('names a server that %s in a sentence', async (_, listener, sentence) => {
  await withServer(listener, async (desk) => {
    const { code, stdout, stderr } = await desk.run(['users']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(sentence);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|\n\s+at /);
  });
});

test.concurrent('reports an earlier session that cannot be ended', async () => {
  const login = {
    ...{ Token: 't', TokenIssued: '2026-11-22T08:00:00Z', TokenExpiry: '2026-11-22T08:15:00Z' },
    ...{ Username: 'alice', SessionId: 's', RefreshToken: 'r' },
  };
  const json = { 'content-type': 'application/json' };
  const logsInOnly: RequestListener = ({ url }, response) =>
    url === '/Login'
      ? response.writeHead(200, json).end(JSON.stringify(login))
      : response.writeHead(500, json).end('{"code":"internal_error"}');
  await withServer(logsInOnly, async (desk) => {
    const logIn = () => desk.run(['login', 'alice', '--password-stdin'], { input: 'correct horse' });
    expect(await logIn()).toEqual({ code: 0, stdout: 'Logged in as alice.', stderr: '' });
    expect(await logIn()).toEqual({
      code: 0,
      stdout: 'Logged in as alice.',
      stderr: expect.stringMatching(
        /^corechat: The login from before could not be ended: .*corechat sessions/s,
      ),
    });
  });
});

test.concurrent('gives up on a server that never answers', async () => {
  await withServer(
    () => {},
    async (desk) => {
      const login = await desk.run(['login', 'alice', '--password-stdin'], { input: 'correct horse' });
      expect(login).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('takes too long') });
    },
  );
});
