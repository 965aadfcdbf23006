/** `npm run bench`: asks every question, one after the other, and writes results.md. `--quick` takes few samples, to try it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../local/user-error.ts';
import { type BenchOptions, HELP, parseBenchOptions, QUESTIONS, type Question } from './options.ts';
import { type Findings, goalOf, isMet, read, show, type Table } from './support/report.ts';

const row = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = ({ columns, rows }: Omit<Table, 'title'>): string =>
  [row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n');

function verdictOf(findings: Findings): string {
  const rows = findings.ratios.map((ratio) => [
    ratio.what,
    `${show(ratio.value)}${ratio.unit ?? ''}`,
    goalOf(ratio),
    goalOf(ratio) === '' ? '' : isMet(ratio) ? 'met' : '**missed**',
  ]);
  return rows.length === 0 ? '' : table({ columns: ['', 'measured', 'goal', ''], rows });
}

const section = (findings: Findings, number: number): string =>
  [
    `## ${number}. ${findings.question}`,
    findings.method,
    verdictOf(findings),
    ...findings.tables.map(
      ({ title, ...rest }) => `<details><summary>${title}</summary>\n\n${table(rest)}\n\n</details>`,
    ),
  ]
    .filter(Boolean)
    .join('\n\n');

function writeResults(conditions: string): void {
  const findings = Object.keys(QUESTIONS).flatMap((name) => {
    try {
      return [read(name)];
    } catch {
      return [];
    }
  });
  const attempts = readFileSync(join(import.meta.dirname, 'attempts.md'), 'utf8');
  const text = [
    '# Results',
    'Written by `npm run bench`; [README.md](README.md) tells the method, [raw/](raw/) has the samples: of throughput what each round came to, of round trips none, because they are counted.',
    conditions,
    ...findings.map((found, index) => section(found, index + 1)),
    attempts,
  ].join('\n\n');
  writeFileSync(join(import.meta.dirname, 'results.md'), `${text.trim()}\n`);
}

async function ask(name: Question, isQuick: boolean): Promise<void> {
  const quick = isQuick ? QUESTIONS[name] : [];
  console.log(`${name} …`);
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...quick], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Functions log to the same stream, one JSON object a line.
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(
      text
        .split('\n')
        .filter((line) => !line.startsWith('{'))
        .join('\n'),
    );
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`bench/${name}.ts ended with code ${code}`);
}

async function run({ questions, quick }: BenchOptions): Promise<void> {
  const began = performance.now();
  const loads = [loadavg()[0] ?? 0];
  for (const name of questions) {
    await ask(name, quick);
    loads.push(loadavg()[0] ?? 0);
  }
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  const [processor] = cpus();
  writeResults(
    `${new Date().toISOString().slice(0, 10)}, Node.js ${process.version}, ${availableParallelism()} cores (${processor?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB, in ${minutes} minutes${quick ? ', with few samples (--quick)' : ''}. Load average while it ran: ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}; the bench itself makes about 2.`,
  );
  console.log(`bench/results.md is written, after ${minutes} minutes`);
}

await runCommand(async () => {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else await run(options);
});
