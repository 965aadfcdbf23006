/** results.md, and the raw figures next to it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { SCENARIOS, type ScenarioName } from './options.ts';
import type { Outcome } from './scenario.ts';

export interface Finding extends Outcome {
  scenario: ScenarioName;
  command: string;
  /** RFC 3339 */
  at: string;
  minutes: number;
  /** of the machine: before, and the highest seen while it ran */
  load: { before: number; highest: number };
  machine: string;
}

export function describeMachine(): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Node.js ${process.version}, ${availableParallelism()} cores (${processor?.model}), ${memory} GiB`;
}

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

const table = (columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  rows.length === 0 ? '' : [row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n');

const verdict = ({ faults }: Finding): string =>
  faults.length === 0
    ? 'Nothing lost, nothing doubled, no unexpected error.'
    : ['**Failed:**', '', ...faults.slice(0, 20).map((fault) => `- ${fault}`)].join('\n');

function section(finding: Finding): string {
  const { scenario, method, throughput, latencies, errors, figures, memory = [] } = finding;
  const { at, load, minutes, command, machine } = finding;
  return [
    `## ${scenario}`,
    method,
    verdict(finding),
    `\`${command}\`, ${at.slice(0, 16).replace('T', ' ')} UTC, ${minutes.toFixed(1)} minutes, ${machine}. Load average ${load.before.toFixed(1)} before, up to ${load.highest.toFixed(1)} while it ran.`,
    `${throughput} requests a second were answered.`,
    table(
      ['latency, ms', 'count', 'p50', 'p99', 'max'],
      Object.entries(latencies).map(([kind, { count, p50, p99, max }]) => [kind, count, p50, p99, max]),
    ),
    table(['error', 'count'], Object.entries(errors)),
    table(
      ['memory, MiB', '', 'after warm-up', 'at the end', 'highest', 'a minute'],
      memory.map(({ process, what, first, last, highest, slope }) => [
        process,
        what,
        first,
        last,
        highest,
        slope,
      ]),
    ),
    table(['', ''], Object.entries(figures)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Short lines, so that a later run changes few of them. */
const toJson = (finding: Finding): string => `${JSON.stringify(finding, null, 1)}\n`;

/** @param folder whose results.md is written again, of all that was ever found there */
export function writeFindings(folder: string, finding: Finding): void {
  const raw = join(folder, 'raw');
  mkdirSync(raw, { recursive: true });
  writeFileSync(join(raw, `${finding.scenario}.json`), toJson(finding));
  const findings = SCENARIOS.flatMap((name): Finding[] => {
    try {
      return [JSON.parse(readFileSync(join(raw, `${name}.json`), 'utf8'))];
    } catch {
      return [];
    }
  });
  const text = [
    '# Load',
    'Written by `npm run load`; [../README.md](../README.md#load) tells the method, [raw/](raw/) has the same as JSON, with p50, p99 and maximum of each second (not of the storm), and what the soak saw of each process. Generator, gateway, functions and both databases share the machine.',
    ...findings.map(section),
  ].join('\n\n');
  writeFileSync(join(folder, 'results.md'), `${text}\n`);
}

/** For the terminal. */
export function summary({ faults, throughput, latencies, errors }: Finding): string {
  const lines = Object.entries(latencies).map(
    ([kind, { count, p50, p99, max }]) =>
      `  ${kind.padEnd(30)} ${String(count).padStart(6)}   p50 ${p50}   p99 ${p99}   max ${max} ms`,
  );
  const failed = Object.entries(errors).map(([kind, count]) => `  ${count} × ${kind}`);
  const wrong = faults.slice(0, 20).map((fault) => `  FAILED: ${fault}`);
  const more = faults.length > 20 ? [`  … and ${faults.length - 20} more`] : [];
  return [`  ${throughput} requests a second`, ...lines, ...failed, ...wrong, ...more].join('\n');
}
