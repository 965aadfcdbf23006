/** Alternates rounds with and without faults, so that other load on the machine affects both; then reads everything back. */

import type { Fault, Rates } from '../support/faults/tcp-faults.ts';
import { type Crowd, gather, ping, type Round, settle, talk } from './crowd.ts';
import { type Network, startNetwork, type Wire } from './network.ts';
import { type Proof, prove } from './proof.ts';

export interface FaultsOptions {
  /** with faults; as many again without */
  sends: number;
  seed: string;
  rounds: number;
  /** how many messages are under way at once: people write to two others each */
  concurrency: number;
  /** execution environments of the function that sends */
  environments: number;
  /** from writing one message to writing the next to the same person, at least */
  pauseMs: number;
  rates: Partial<Record<Wire, Rates>>;
  env?: Record<string, string>;
  /** called after each acknowledgement @param done of both kinds */
  onProgress?: (done: number, what: string) => void;
  signal?: AbortSignal;
}

export interface FaultsResult {
  proof: Proof;
  faulty: Round[];
  clean: Round[];
  /** of each round: messages acknowledged per second with faults, divided by those without */
  ratios: number[];
  faults: Record<Wire, Partial<Record<Fault, number>>>;
}

export const goodput = ({ withinLoad, loadMs }: Round): number => (withinLoad / loadMs) * 1000;

/** Everything is loaded, connected and compiled before it is measured. */
const WARM_UP = 8;

async function measure(network: Network, crowd: Crowd, options: FaultsOptions): Promise<FaultsResult> {
  const {
    sends,
    rounds,
    rates,
    pauseMs,
    onProgress = () => {},
    signal = new AbortController().signal,
  } = options;
  const [faulty, clean]: [Round[], Round[]] = [[], []];
  let before = 0;
  const run = async (name: string, count: number, breaks: boolean, tell: (done: number) => void) => {
    network.setRates(breaks ? rates : {});
    const round = await talk(crowd, { name, sends: count, pauseMs, tell, stopped: signal });
    network.setRates({});
    return round;
  };
  const warmUp = Math.min(sends, options.concurrency * WARM_UP);
  for (const breaks of [false, true]) await run(`Warming up ${breaks}`, warmUp, breaks, () => {});
  for (let index = 0; index < rounds && !signal.aborted; index++) {
    const count = Math.floor((sends * (index + 1)) / rounds) - Math.floor((sends * index) / rounds);
    await ping(network, crowd);
    // Each kind is the first as often as the other.
    for (const breaks of index % 2 ? [false, true] : [true, false]) {
      const name = `Round ${index + 1} ${breaks ? 'with' : 'without'} faults`;
      const tell = (done: number) => onProgress(before + done, name);
      (breaks ? faulty : clean).push(await run(name, count, breaks, tell));
      before += count;
    }
  }
  await settle();
  return {
    proof: await prove(network, crowd),
    faulty,
    clean,
    ratios: faulty.map((round, index) => goodput(round) / goodput(clean[index] ?? round)),
    faults: Object.fromEntries(
      Object.entries(network.wires).map(([wire, { counts }]) => [wire, { ...counts }]),
    ) as FaultsResult['faults'],
  };
}

/** Requests in flight then end with the network. @throws the signal's reason */
function aborted(signal?: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal?.aborted) reject(signal.reason);
  signal?.addEventListener('abort', () => reject(signal.reason));
  return promise;
}

/** @throws UserError when the stack cannot start; the signal's reason */
export async function runWithFaults(options: FaultsOptions): Promise<FaultsResult> {
  const network = await startNetwork(options);
  try {
    const crowd = await gather(network, Math.max(3, Math.round(options.concurrency / 2)));
    try {
      return await Promise.race([measure(network, crowd, options), aborted(options.signal)]);
    } finally {
      crowd.close();
    }
  } finally {
    await network.stop();
  }
}
