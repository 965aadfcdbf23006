/** Each fault of the proxy does what its name says, and the same seed throws the same ones. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Fault, TcpFaults } from '../support/faults/tcp-faults.ts';

let server: Server;
let proxy: TcpFaults;
/** what the server got */
let heard: string[];

beforeEach(async () => {
  heard = [];
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      heard.push(chunk.toString());
      socket.write(`answer to ${chunk}`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = new TcpFaults(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, { delayMs: 60 });
});

afterEach(async () => {
  await proxy.close();
  server.close();
});

/** @returns asks it, and how each answer came or the connection ended */
async function newClient(address: string) {
  const [host = '', port = ''] = address.split(':');
  const socket = connect(Number(port), host);
  const ended = new Promise<string>((resolve) => {
    let got = '';
    socket.on('data', (chunk) => {
      got += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(`${got} and the end`));
  });
  return {
    ask: (request: string): Promise<string> => {
      socket.write(request);
      const answer = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
      return Promise.race([answer, ended]);
    },
    ended,
    socket,
  };
}

test.each<[Fault, string, string[]]>([
  ['pass', 'answer to hello', ['hello']],
  ['cut', ' and the end', []],
  ['lose the answer', ' and the end', ['hello']],
  ['half a request', ' and the end', ['he']],
  ['half an answer', 'answer ', ['hello']],
])('%s', async (fault, answer, expected) => {
  proxy.decide = () => fault;
  const { ask, socket } = await newClient(await proxy.listen());
  expect(await ask('hello')).toBe(answer);
  if (fault === 'half a request') await expect.poll(() => heard).toEqual(expected);
  expect(heard).toEqual(expected);
  expect(proxy.counts).toEqual({ [fault]: 1 });
  socket.destroy();
});

test('delay, and nothing else', async () => {
  proxy.decide = () => 'delay';
  const { ask, socket } = await newClient(await proxy.listen());
  const began = performance.now();
  expect(await ask('hello')).toBe('answer to hello');
  expect(performance.now() - began).toBeGreaterThan(50);
  socket.destroy();
});

test('hold, until it is released', async () => {
  proxy.decide = () => 'hold';
  const { ask, socket } = await newClient(await proxy.listen());
  const answer = ask('hello');
  await expect.poll(() => proxy.holding).toBe(1);
  expect(heard).toEqual([]);
  proxy.release();
  expect(await answer).toBe('answer to hello');
  socket.destroy();
});

test('fall silent: the connection stays open and swallows all data', async () => {
  proxy.decide = () => 'say nothing';
  const address = await proxy.listen();
  const { ask, ended, socket } = await newClient(address);
  const answer = ask('hello');
  await expect.poll(() => proxy.counts).toEqual({ 'say nothing': 1 });
  proxy.decide = () => 'pass';
  socket.write('anybody there?');
  const { ask: askAnew, socket: other } = await newClient(address);
  expect(await askAnew('hi')).toBe('answer to hi');
  expect(heard).toEqual(['hi']);
  other.destroy();
  socket.destroy();
  expect(await answer).toBe(await ended);
});

test('refuse: no connection is good for anything', async () => {
  proxy.rates = { refuse: 1 };
  const { ended } = await newClient(await proxy.listen());
  expect(await ended).toBe(' and the end');
  expect(proxy.counts).toEqual({ refuse: 1 });
});

/** The outcome of 100 messages, each on a separate connection. */
async function thrown(seed: string): Promise<string> {
  const other = new TcpFaults(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    seed,
    rates: { 'lose the answer': 0.3, cut: 0.1 },
  });
  const address = await other.listen();
  const answers: string[] = [];
  for (let index = 0; index < 100; index++) {
    const { ask, socket } = await newClient(address);
    answers.push((await ask('hello')) === 'answer to hello' ? '.' : 'x');
    socket.destroy();
  }
  await other.close();
  return answers.join('');
}

test('the same seed throws the same faults, as often as they were asked for', async () => {
  const one = await thrown('7');
  expect(await thrown('7')).toBe(one);
  expect(await thrown('8')).not.toBe(one);
  expect(one.replaceAll('.', '').length).toBeGreaterThan(25);
  expect(one.replaceAll('.', '').length).toBeLessThan(60);
});
