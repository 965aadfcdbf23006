/** Picks the functions' request log out of what serverless offline prints, and shortens it for the terminal. */
interface LogLine {
  level?: string;
  time?: string;
  message?: string;
  method?: string;
  path?: string;
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

/** @returns undefined for lines that a person need not see */
export function toRequestLine(line: string): string | undefined {
  const entry = parse(line);
  const clock = entry?.time?.slice(11, 19);
  if (entry?.message === 'request' && entry.path !== '/health') {
    const { method = '', path, status, durationMs } = entry;
    return `${clock}  ${method.padEnd(6)} ${path}  ${status}  ${durationMs} ms`;
  }
  if (entry?.level === 'error') return `${clock}  ERROR  ${entry.error?.name}: ${entry.error?.message}`;
  return undefined;
}
