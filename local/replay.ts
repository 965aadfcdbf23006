/** One sample event through `serverless invoke local`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { type ProblemCode, problems } from '../lib/http/errors.ts';
import type { Invocations } from './invocation.ts';
import { SERVERLESS } from './offline.ts';
import { ROOT } from './root.ts';
import type { SampleEvent } from './sample-events.ts';

export interface Answer {
  /** not of functions that a queue calls */
  statusCode?: number;
  /** of functions that a queue calls: what is to be delivered again */
  batchItemFailures?: object[];
  headers?: Record<string, string>;
  /** `serverless invoke local` shows a JSON body as its value. */
  body?: unknown;
  isBase64Encoded?: boolean;
}

export interface Replay {
  event: SampleEvent;
  answer: Answer;
  milliseconds: number;
}

/** `serverless invoke local` prints what the handler logs, then its answer as indented JSON. */
function findAnswer(output: string): Answer {
  const start = `\n${output}`.lastIndexOf('\n{\n');
  if (start === -1) throw new Error(`serverless invoke local printed no answer:\n${output}`);
  return asShown(JSON.parse(output.slice(start)));
}

/** With the body of a frame as its value, as `serverless invoke local` shows other bodies, and binary ones decoded. */
export function asShown(answer: Answer): Answer {
  if (answer.isBase64Encoded)
    return { ...answer, body: Buffer.from(String(answer.body), 'base64').toString() };
  const isFrame = typeof answer.body === 'string' && answer.body.startsWith('{');
  return isFrame ? { ...answer, body: JSON.parse(answer.body as string) } : answer;
}

/** A function that answers frames reports an error inside one, one that a queue calls names the messages that failed. */
export function statusOf({ statusCode = 0, body, batchItemFailures }: Answer): number {
  if (batchItemFailures) return batchItemFailures.length === 0 ? 200 : 500;
  const { type, data } = (body ?? {}) as { type?: string; data?: { code: ProblemCode } };
  return type === 'error' && data ? problems[data.code].status : statusCode;
}

/** @param text the event, placeholders filled */
export async function replay(
  event: SampleEvent,
  text: string,
  { folder, env }: Invocations,
): Promise<Replay> {
  const path = join(folder, `${event.name.replaceAll('/', '-')}.json`);
  await writeFile(path, text);
  const name = event.functionName.replace('/', '-');
  const startedAt = performance.now();
  const { stdout } = await execa(
    process.execPath,
    [SERVERLESS, 'invoke', 'local', '--stage', 'local', '--function', name, '--path', path],
    {
      cwd: ROOT,
      // It waits for an event on standard input unless that is closed.
      stdin: 'ignore',
      env: { ...env, LOG_LEVEL: 'silent' },
    },
  );
  return { event, answer: findAnswer(stdout), milliseconds: Math.round(performance.now() - startedAt) };
}
