/** What a run found out: for the terminal, and for docs/reliability.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { median, percentile } from '../../bench/support/statistics.ts';
import type { Round } from './crowd.ts';
import { type FaultsResult, goodput } from './run.ts';

const FILE = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
export const GOAL = 0.85;

const count = (number: number): string => number.toLocaleString('en');
const latency = (rounds: Round[], share: number): string =>
  `${count(
    Math.round(
      percentile(
        rounds.flatMap(({ latencies }) => latencies),
        share,
      ),
    ),
  )} ms`;
const perSecond = (rounds: Round[]): string => `${Math.round(median(rounds.map(goodput)))}`;

export const isProved = ({ duplicates, lost, wrong }: FaultsResult['proof']): boolean =>
  duplicates.length + lost.length + wrong.length === 0;

const faultsOf = ({ faults }: FaultsResult): string =>
  Object.entries(faults)
    .map(([wire, { pass = 0, ...broken }]) => {
      const each = Object.entries(broken).map(([fault, times]) => `${fault} ${count(times)}×`);
      return `${wire}: ${each.join(', ') || 'nothing'} (passed ${count(pass)})`;
    })
    .join('; ');

/** As rows of a table: what, and how much. */
function rowsOf(result: FaultsResult): [string, string][] {
  const { proof, faulty, clean, ratios } = result;
  const { frames } = proof;
  const sorted = ratios.toSorted((a, b) => a - b);
  const [least = 0, most = 0] = [sorted[0], sorted.at(-1)];
  return [
    [
      'acknowledged to clients',
      `${count(proof.acknowledged)}, of which ${count(sent(faulty))} in rounds with faults`,
    ],
    ['duplicates', `**${proof.duplicates.length}**`],
    ['lost: acknowledged, and not there', `**${proof.lost.length}**`],
    ['out of order, altered, or otherwise wrong', `**${proof.wrong.length}**`],
    [
      'goodput, with faults / without',
      `**${median(ratios).toFixed(2)}** (goal ≥ ${GOAL}; median of ${ratios.length} rounds, ${least.toFixed(2)} to ${most.toFixed(2)})`,
    ],
    ['messages per second, with faults and without', `${perSecond(faulty)} and ${perSecond(clean)}`],
    [
      'from writing to acknowledgement, p50, with and without',
      `${latency(faulty, 0.5)} and ${latency(clean, 0.5)}`,
    ],
    ['the same, p99', `${latency(faulty, 0.99)} and ${latency(clean, 0.99)}`],
    ['processor time per message, with faults / without', median(cpuRatios(result)).toFixed(2)],
    [
      'pushed to the devices of both sides',
      `${count(frames.arrived)} of ${count(frames.due)}; ${count(frames.twice)} twice`,
    ],
    ['versions that failed attempts took', count(proof.skippedVersions)],
    ['faults', faultsOf(result)],
  ];
}

/** Steadier than time on a machine that others use. */
const cpuRatios = ({ faulty, clean }: FaultsResult): number[] =>
  faulty.map(
    (round, index) =>
      round.cpuMs / round.sends / ((clean[index] ?? round).cpuMs / (clean[index] ?? round).sends),
  );

const sent = (rounds: Round[]): number => rounds.reduce((sum, { latencies }) => sum + latencies.length, 0);

export function show(result: FaultsResult): string {
  const { duplicates, lost, wrong } = result.proof;
  const lines = rowsOf(result).map(([what, value]) => `  ${what}: ${value.replaceAll('**', '')}`);
  const examples = [...duplicates, ...lost, ...wrong].slice(0, 10).map((each) => `  ! ${each}`);
  return [...lines, ...examples].join('\n');
}

/** In place of what the same command found before, or behind the others. */
export function keep(result: FaultsResult, command: string): void {
  const [began, ended] = [`<!-- ${command} -->\n`, '<!-- end -->\n'];
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${availableParallelism()} cores that others use as well: load average ${loadavg()[1]?.toFixed(1)}`;
  const rows = rowsOf(result).map(([what, value]) => `| ${what} | ${value} |`);
  const section = `${began}\`${command}\`, ${day}, Node.js ${process.version}, ${machine}.\n\n| | |\n|---|---|\n${rows.join('\n')}\n${ended}`;
  const text = readFileSync(FILE, 'utf8');
  const from = text.indexOf(began);
  const to = text.indexOf(ended, from) + ended.length;
  const written =
    from < 0 ? `${text.trimEnd()}\n\n${section}` : text.slice(0, from) + section + text.slice(to);
  writeFileSync(FILE, written);
}
