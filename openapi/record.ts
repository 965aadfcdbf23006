/** Asks every function its sample event, on an empty stack in memory, and keeps the answers as examples. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '../lib/http/endpoint.ts';
import { prepareSampleData } from '../local/sample-data.ts';
import { startStack } from '../local/stack.ts';
import { RECORDED } from './examples.ts';
import { type FunctionName, operations } from './operations.ts';

const ROOT = join(import.meta.dirname, '..');

/** Tokens are long, and an example needs none that was once valid. */
const SHORTENED = /("(?:Token|RefreshToken|Ticket)":"[^"]{20}|ticket=[^"]{8})[^"]*/g;

const shorten = (body: string): string => body.replaceAll(SHORTENED, '$1…');

async function answer(name: FunctionName, event: string): Promise<unknown> {
  const { handler }: { handler: Endpoint } = await import(join(ROOT, 'functions', `${name}.ts`));
  const asked = JSON.parse(event);
  const { requestHeaders = [] } = operations[name];
  if (requestHeaders.includes('Prefer')) asked.headers.prefer = 'return=representation';
  const context = { awsRequestId: 'recorded', getRemainingTimeInMillis: () => 6_000 };
  const { statusCode, body } = await handler(asked, context as never);
  if (statusCode >= 400) throw new Error(`${name} answered ${statusCode} ${body}`);
  return body === undefined ? undefined : JSON.parse(shorten(body));
}

export async function recordAnswers(): Promise<void> {
  const stack = await startStack();
  try {
    Object.assign(process.env, stack.env, { LOG_LEVEL: 'silent' });
    const samples = await prepareSampleData();
    const answers: Record<string, unknown> = {};
    for (const [name, { isStatic }] of Object.entries(operations)) {
      if (isStatic) continue;
      const event = await samples.fill(readFileSync(join(ROOT, 'events', `${name}.json`), 'utf8'));
      answers[name] = await answer(name as FunctionName, event);
    }
    writeFileSync(RECORDED, `${JSON.stringify(answers, null, 2)}\n`);
    await samples.close();
  } finally {
    await stack.stop();
  }
}
