/** steady and burst: people chatting, at one rate or at several. */
import { Random } from '../../local/demo/random.ts';
import { Api } from './api.ts';
import type { Phase } from './arrivals.ts';
import { type Latency, Meter } from './meter.ts';
import { Room } from './mix.ts';
import { enterPeople } from './people.ts';
import { type Outcome, type Surroundings, unexpected } from './scenario.ts';

const PROGRESS_MS = 5_000;

export interface ChatOptions {
  name: string;
  users: number;
  phases: readonly Phase[];
  method: string;
  /** runs beside the chat, which it does not keep waiting */
  beside?: (room: Room, signal: AbortSignal) => Promise<void>;
}

export interface Chat {
  outcome: Outcome;
  course: Latency[];
}

function report(meter: Meter, note: (what: string) => void): NodeJS.Timeout {
  let before = 0;
  return setInterval(() => {
    const done = Object.values(meter.latencies()).reduce((sum, { count }) => sum + count, 0);
    const errors = Object.values(meter.errors).reduce((sum, count) => sum + count, 0);
    const seconds = Math.round(meter.elapsedMs / 1_000);
    note(`${seconds} s: ${Math.round((done - before) / (PROGRESS_MS / 1_000))} a second, ${errors} errors`);
    before = done;
  }, PROGRESS_MS);
}

export async function chat(
  { stack, seed, signal, note }: Surroundings,
  { name, users, phases, method, beside }: ChatOptions,
): Promise<Chat> {
  const api = new Api(stack.url);
  const preparing = new Meter();
  note(`${users} people register and log in`);
  const people = await enterPeople(api, name, users, { signal });
  const room = new Room(people, preparing);
  await room.open(new Random(`${seed}/first messages`));
  const meter = new Meter();
  room.meter = meter;
  const finished = new AbortController();
  const companion = beside?.(room, AbortSignal.any([signal, finished.signal]));
  const progress = report(meter, note);
  try {
    await room.chat(phases, seed, signal);
  } finally {
    clearInterval(progress);
    finished.abort();
    await companion;
  }
  signal.throwIfAborted();
  const seconds = meter.elapsedMs / 1_000;
  const latencies = meter.latencies();
  const errors = { ...preparing.errors, ...meter.errors };
  note('comparing what everybody has with what was sent');
  const lost = await room.verify();
  await room.close();
  await api.close();
  const answered = Object.entries(latencies)
    .filter(([kind]) => !kind.includes('→'))
    .reduce((sum, [, { count }]) => sum + count, 0);
  const outcome: Outcome = {
    method,
    faults: [...unexpected(errors), ...lost],
    throughput: Math.round((answered / seconds) * 10) / 10,
    latencies,
    errors,
    figures: {
      people: users,
      ...meter.counts,
      'requests repeated because their idle connection was being closed': api.reconnected,
    },
    raw: { course: meter.course() },
  };
  return { outcome, course: meter.course() };
}

/** Constant. */
export const steady = async (
  surroundings: Surroundings,
  { milliseconds, rate, users }: { milliseconds: number; rate: number; users: number },
): Promise<Outcome> => {
  const { outcome } = await chat(surroundings, {
    name: 'steady',
    users,
    phases: [{ name: 'steady', milliseconds, rate }],
    method: `${users} people, each with a socket and up to four peers, do what a chat's clients do, at ${rate} requests a second for ${milliseconds / 1_000} s. They arrive independently of each other (Poisson) and of the answers (open loop); a latency counts from when its request was to start.`,
  });
  return outcome;
};
