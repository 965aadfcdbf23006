/** Thousands of sockets, all cut at once, that come back as the SDK does, while people go on writing. */
import { Api } from './api.ts';
import { makeCrowd } from './crowd.ts';
import { Meter } from './meter.ts';
import { enterPeople } from './people.ts';
import { type Outcome, type Surroundings, unexpected } from './scenario.ts';
import { ARRIVING_AT_ONCE, StormCourse, WRITES_PER_SECOND } from './storm-course.ts';

export interface StormOptions {
  users: number;
  sockets: number;
}

/**
 * All at once are more than two cores can serve before the first of them lose patience: the SDK gives up after ten seconds and comes
 * back later. That is what it is for, and no error of the product; an answer of 5xx would be. A ticket can be used up by an answer of
 * the database that came too late for the function (401): the SDK gets another one.
 */
const GAVE_UP = /timeout$|closed before the connection was established$|^handshake: 401$/;

const impatience = (errors: Record<string, number>): number =>
  Object.entries(errors).reduce((sum, [kind, count]) => sum + (GAVE_UP.test(kind) ? count : 0), 0);

export async function storm(surroundings: Surroundings, { users, sockets }: StormOptions): Promise<Outcome> {
  const { stack, signal, note } = surroundings;
  const people = users - (users % 2);
  const api = new Api(stack.url);
  const meter = new Meter();
  note(`${people} people register and log in`);
  const entered = await enterPeople(api, 'storm', people, { signal });
  const devices = await makeCrowd(stack.url, entered, sockets, meter);
  const run = new StormCourse(surroundings, entered, devices, meter);
  try {
    await run.prepare();
    note(`${sockets} sockets connect`);
    await run.arrive();
    note('a message to everybody');
    await run.tellAll();
    note('all sockets are cut');
    await run.cutAndReturn();
    note('comparing what every device was told with what was sent');
    await run.verify();
    await run.leave();
  } finally {
    for (const device of devices) device.leave();
    await api.close();
  }
  const requests = Object.entries(meter.counts)
    .filter(([what]) => / \//.test(what))
    .reduce((sum, [, count]) => sum + count, 0);
  return {
    method: `${sockets} clients (the SDK itself) of ${people} people, in pairs, come ${ARRIVING_AT_ONCE} at a time; one message to each pair reaches every socket; then all sockets are cut at once, without a closing handshake, and come back by the SDK's back-off with full jitter: ticket, handshake, sync of the inbox and of the open conversation. ${WRITES_PER_SECOND} messages a second are sent meanwhile.`,
    faults: [...unexpected(meter.errors, GAVE_UP), ...run.faults],
    throughput: Math.round((requests / meter.elapsedMs) * 10_000) / 10,
    latencies: meter.latencies(),
    errors: meter.errors,
    figures: {
      people,
      sockets,
      'given up after ten seconds, to try again': impatience(meter.errors),
      ...run.figures,
      ...meter.counts,
    },
    raw: {},
  };
}
