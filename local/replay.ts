/** Runs one sample event with `serverless invoke local`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { type ProblemCode, problems } from '../lib/http/errors.ts';
import type { Invocations } from './invocation.ts';
import { SERVERLESS } from './offline.ts';
import { ROOT } from './root.ts';
import type { SampleEvent } from './sample-events.ts';

export interface Answer {
  /** absent for functions that a queue calls */
  statusCode?: number;
  /** for functions that a queue calls: the failed messages */
  batchItemFailures?: object[];
  headers?: Record<string, string>;
  /** `serverless invoke local` prints a JSON body as its value. */
  body?: unknown;
  isBase64Encoded?: boolean;
}

export interface Replay {
  event: SampleEvent;
  answer: Answer;
  milliseconds: number;
}

/** `serverless invoke local` prints the handler's log, then its response as indented JSON. */
function findAnswer(output: string): Answer {
  const start = `\n${output}`.lastIndexOf('\n{\n');
  if (start === -1) throw new Error(`serverless invoke local printed no answer:\n${output}`);
  return asShown(JSON.parse(output.slice(start)));
}

/** Parses the body of a frame, as `serverless invoke local` does with other bodies, and decodes binary ones. */
export function asShown(answer: Answer): Answer {
  if (answer.isBase64Encoded)
    return { ...answer, body: Buffer.from(String(answer.body), 'base64').toString() };
  const isFrame = typeof answer.body === 'string' && answer.body.startsWith('{');
  return isFrame ? { ...answer, body: JSON.parse(answer.body as string) } : answer;
}

/** Functions that answer frames report an error in a frame; functions that a queue calls list the failed messages. */
export function statusOf({ statusCode = 0, body, batchItemFailures }: Answer): number {
  if (batchItemFailures) return batchItemFailures.length === 0 ? 200 : 500;
  const { type, data } = (body ?? {}) as { type?: string; data?: { code: ProblemCode } };
  return type === 'error' && data ? problems[data.code].status : statusCode;
}

/** @param text the event, with filled placeholders */
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
      // Closed, because it would wait for an event on standard input.
      stdin: 'ignore',
      env: { ...env, LOG_LEVEL: 'silent' },
    },
  );
  return { event, answer: findAnswer(stdout), milliseconds: Math.round(performance.now() - startedAt) };
}
