/** People who write to each other without a pause, each with the SDK as an app uses it. */
import { setTimeout as pause } from 'node:timers/promises';
import { CoreChat, type Message } from '#sdk';
import { registration } from '../support/people/registration.ts';
import type { Network } from './network.ts';

/** A message that a client was told is sent. */
export interface Acknowledged {
  from: string;
  to: string;
  text: string;
  clientId: string;
  message: Message;
}

export interface Crowd {
  people: Map<string, CoreChat>;
  /** the connection id of each person's socket */
  sockets: Map<string, string>;
  /** in the order in which they were written, by sender and recipient */
  acknowledged: Acknowledged[];
  /** what clients were told was refused, which must be nothing */
  refused: string[];
  close(): void;
}

async function ask(url: string, body: object, token?: string): Promise<Record<string, string>> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { 'content-type': 'application/json', ...authorization };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as Record<string, string>;
}

/** A device of theirs that is online: API Gateway's side of it keeps the frames. */
async function openSocket({ url, invoke, gateway }: Network, username: string, password: string) {
  const { Token } = await ask(`${url}/Login`, { username, password });
  const { Ticket: ticket } = await ask(`${url}/realtime/tickets`, {}, Token);
  const id = `socket-of-${username}`;
  const { statusCode } = await invoke('realtime/connect', {
    headers: {},
    queryStringParameters: { ticket },
    requestContext: { connectionId: id, routeKey: '$connect', eventType: 'CONNECT' },
  });
  if (statusCode !== 200) throw new Error(`${username}'s socket was refused with ${statusCode}`);
  gateway.open(id);
  return id;
}

/** @param size how many people; each writes to two others, and is written to by both */
export async function gather(network: Network, size: number): Promise<Crowd> {
  const [people, sockets] = [new Map<string, CoreChat>(), new Map<string, string>()];
  for (let index = 0; index < size; index++) {
    const form = registration(`person-${index}`);
    const chat = new CoreChat({ url: network.url });
    await chat.register(form);
    await chat.logIn({ username: form.username, password: form.password });
    people.set(form.username, chat);
    sockets.set(form.username, await openSocket(network, form.username, form.password));
  }
  const close = () => {
    for (const chat of people.values()) chat.close();
  };
  return { people, sockets, acknowledged: [], refused: [], close };
}

/** Everybody sits in a ring and talks to both neighbours. @returns sender and recipient of each courier */
function couriers(crowd: Crowd): [CoreChat, string, string][] {
  const names = [...crowd.people.keys()];
  return [...crowd.people].flatMap(([name, chat], index) =>
    [1, names.length - 1].map((step): [CoreChat, string, string] => {
      return [chat, name, names[(index + step) % names.length] as string];
    }),
  );
}

export interface Round {
  sends: number;
  /** acknowledged while there was still something to write for everybody */
  withinLoad: number;
  /** for how long there was, in milliseconds */
  loadMs: number;
  /** until the last was acknowledged */
  totalMs: number;
  /** processor time of clients, functions and proxies together, in milliseconds */
  cpuMs: number;
  /** of each send, in milliseconds */
  latencies: number[];
}

const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

export interface Talk {
  name: string;
  sends: number;
  /** from writing one message to writing the next to the same person, at least; in milliseconds */
  pauseMs: number;
  /** called after each acknowledgement @param done of this talk */
  tell: (done: number) => void;
  stopped: AbortSignal;
}

/** Everybody writes to both neighbours; the next message is written when the one before is acknowledged. */
export async function talk(crowd: Crowd, { name, sends, pauseMs, tell, stopped }: Talk): Promise<Round> {
  const [began, cpuBegan] = [performance.now(), process.cpuUsage()];
  const round: Round = { sends, withinLoad: 0, loadMs: 0, totalMs: 0, cpuMs: 0, latencies: [] };
  let [written, done] = [0, 0];
  await Promise.all(
    couriers(crowd).map(async ([chat, from, to]) => {
      while (written < sends && !stopped.aborted) {
        const text = `${name}, message ${written++}: ${from} says hello 👋`;
        const writtenAt = performance.now();
        const { clientId, settled } = chat.send(to, text);
        try {
          const message = await settled;
          crowd.acknowledged.push({ from, to, text, clientId, message });
        } catch (error) {
          crowd.refused.push(`${text}: ${(error as Error).message}`);
        }
        round.latencies.push(performance.now() - writtenAt);
        tell(++done);
        if (written < sends) round.withinLoad++;
        await pause(Math.max(0, pauseMs - (performance.now() - writtenAt)));
      }
      if (round.loadMs === 0) round.loadMs = performance.now() - began;
    }),
  );
  round.totalMs = performance.now() - began;
  round.cpuMs = cpuMs(cpuBegan);
  return round;
}

/** A device that says nothing for eleven minutes counts as dead. */
export async function ping({ invoke }: Network, { sockets }: Crowd): Promise<void> {
  for (const connectionId of sockets.values()) {
    await invoke('realtime/ping', {
      requestContext: { connectionId, routeKey: 'ping', eventType: 'MESSAGE' },
      body: JSON.stringify({ type: 'ping' }),
    });
  }
}

/** Until nothing arrives any more at the sockets: pushes that were given up may still be on their way. */
export const settle = (): Promise<void> => pause(500);
