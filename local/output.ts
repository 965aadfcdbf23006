/** Shortens the output of serverless offline for the terminal: one line per request, and errors. */

interface LogLine {
  level?: string;
  time?: string;
  message?: string;
  /** the gateway's route, such as GET /Users/{username}; $default for unknown paths */
  route?: string;
  method?: string;
  status?: number;
  durationMs?: number;
  error?: { name?: string; message?: string };
}

const parse = (line: string): LogLine | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return undefined;
  }
};

/** @returns undefined for lines that are not shown */
export function toShortLine(line: string): string | undefined {
  const entry = parse(line);
  const clock = entry?.time?.slice(11, 19);
  if (entry?.message === 'request' && entry.route !== 'GET /health') {
    const { route = '', method = '', status, durationMs } = entry;
    const [verb = '', path = ''] = route === '$default' ? [method, 'no such route'] : route.split(' ');
    return `${clock}  ${verb.padEnd(6)} ${path}  ${status}  ${durationMs} ms`;
  }
  if (entry?.level === 'error') return `${clock}  ERROR  ${entry.error?.name}: ${entry.error?.message}`;
  return undefined;
}

const KEPT = 20;

export class Output {
  readonly #verbose: boolean;
  #lines: string[] = [];

  constructor(verbose: boolean) {
    this.#verbose = verbose;
  }

  take(line: string): void {
    this.#lines = [...this.#lines.slice(1 - KEPT), line];
    const shown = this.#verbose ? line : toShortLine(line);
    if (shown !== undefined) console.log(shown);
  }

  /** The last lines in full, for a failure; without lines that were already shown. */
  recent(): string {
    return this.#verbose ? '' : this.#lines.join('\n');
  }
}
