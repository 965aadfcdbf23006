/** What was asked and what came of it: the closing summary. */
import type { FaultKind } from './oracle.ts';

export interface Counterexample {
  kind: FaultKind | 'fault in the test';
  seed: number;
  path: string;
  network: boolean;
  request: unknown;
  reason: string;
}

const CLASSES = ['2xx', '3xx', '4xx', '5xx', 'frame', 'none'] as const;
type StatusClass = (typeof CLASSES)[number];

const count = (number: number): string => number.toLocaleString('en');

export class Tally {
  total = 0;
  overNetwork = 0;
  honest = 0;
  /** answered 503 once, and otherwise when they were asked again */
  busy = 0;
  operators = 0;
  readonly counterexamples: Counterexample[] = [];
  readonly #rows = new Map<string, Record<StatusClass, number>>();

  /** @param status of HTTP and handshakes; 'frame' for frames, undefined when a server gave up on the way */
  note(operation: string, status: number | 'frame' | undefined): void {
    const row = this.#rows.get(operation) ?? { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0, frame: 0, none: 0 };
    const column =
      typeof status === 'number' ? (`${Math.floor(status / 100)}xx` as StatusClass) : (status ?? 'none');
    row[column]++;
    this.#rows.set(operation, row);
    this.total++;
  }

  /** Requests that did what they asked for. */
  done(): number {
    return [...this.#rows.values()].reduce((sum, row) => sum + row['2xx'], 0);
  }

  /** Operations without a successful request, of which only refusals were tested. */
  neverDone(operations: string[]): string[] {
    return operations.filter((operation) => !this.#rows.get(operation)?.['2xx']);
  }

  faults(kind: FaultKind): number {
    return this.counterexamples.filter((each) => each.kind === kind).length;
  }

  table(): string {
    const rows = [...this.#rows].sort(([one], [other]) => one.localeCompare(other));
    const width = Math.max(9, ...rows.map(([operation]) => operation.length));
    const line = (name: string, cells: string[]) =>
      [name.padEnd(width), ...cells.map((cell) => cell.padStart(7))].join(' ');
    const cells = (row: Record<StatusClass, number>) =>
      CLASSES.map((name) => (row[name] ? count(row[name]) : '-'));
    return [
      line('operation', [...CLASSES]),
      ...rows.map(([operation, row]) => line(operation, cells(row))),
    ].join('\n');
  }

  /** One line of figures for each thing that must not happen. */
  summary(): string {
    const lines: [string, number][] = [
      ['5xx', this.faults('server error')],
      ['operators accepted', this.faults('operator')],
      ['honest texts refused', this.faults('honest text refused')],
      ['undocumented answers', this.faults('undocumented')],
      ['traces of the inside', this.faults('leak')],
      ["others' words shown", this.faults('canary')],
      ["others' things reached", this.faults('reached')],
      ["others' things changed", this.faults('changed')],
      ['prototypes polluted', this.faults('polluted')],
      ['without an answer', this.faults('no answer')],
    ];
    const asked = `${count(this.total)} requests, ${count(this.overNetwork)} of them over the network; ${count(this.operators)} with operators, ${count(this.honest)} with honest texts`;
    const again = `asked again after a 503: ${this.busy}`;
    return [asked, again, ...lines.map(([name, number]) => `${name}: ${number}`)].join('\n');
  }
}

/** @param command as it is started */
export function describe(
  { kind, seed, path, network, request, reason }: Counterexample,
  command: string,
): string {
  return `${reason.startsWith(kind) ? '' : `${kind}: `}${reason}
  seed ${seed}, path ${path}
  ${JSON.stringify(request)}
  replay: ${command} --seed ${seed} --path ${path}${network ? ' --network 1' : ''}`;
}
