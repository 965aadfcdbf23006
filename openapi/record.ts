/** Invokes functions with their sample events on an empty stack in memory, and records the responses as examples. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, safeParse } from 'valibot';
import { endpoints } from '../generate/declarations.ts';
import type { EndpointDeclaration } from '../lib/http/declaration.ts';
import type { Endpoint } from '../lib/http/endpoint.ts';
import { prepareSampleData } from '../local/sample-data.ts';
import { startStack } from '../local/stack.ts';
import { RECORDED, recordedAnswers } from './examples.ts';

const ROOT = join(import.meta.dirname, '..');

/** Shortens tokens, which are long, and which examples should not contain. */
const SHORTENED = /("(?:Token|RefreshToken|Ticket)":"[^"]{20}|ticket=[^"]{8})[^"]*/g;

const shorten = (body: string): string => body.replaceAll(SHORTENED, '$1…');

async function answer(
  name: string,
  { requestHeaders = [] }: EndpointDeclaration,
  event: string,
): Promise<unknown> {
  const { handler }: { handler: Endpoint } = await import(join(ROOT, 'functions', `${name}.ts`));
  const asked = JSON.parse(event);
  if (requestHeaders.includes('Prefer')) asked.headers.prefer = 'return=representation';
  const context = { awsRequestId: 'recorded', getRemainingTimeInMillis: () => 6_000 };
  const { statusCode, body } = await handler(asked, context as never);
  if (statusCode >= 400) throw new Error(`${name} answered ${statusCode} ${body}`);
  return body === undefined ? undefined : JSON.parse(shorten(body));
}

/** Whether a recorded response still matches its schema. */
function isCurrent({ success: { output, list } }: EndpointDeclaration, recorded: unknown): boolean {
  const schema = list ? array(list) : output;
  return !schema || (recorded !== undefined && safeParse(schema, recorded).success);
}

/** @param all replaces current recordings too @returns whether any was recorded */
export async function recordAnswers(all: boolean): Promise<boolean> {
  const answers = recordedAnswers();
  const wanted = Object.entries(endpoints).filter(
    ([name, endpoint]) =>
      !(endpoint.isStatic && !endpoint.success.output) && (all || !isCurrent(endpoint, answers[name])),
  );
  if (wanted.length === 0) return false;
  const stack = await startStack();
  try {
    Object.assign(process.env, stack.env, { LOG_LEVEL: 'silent' });
    const samples = await prepareSampleData();
    for (const [name, endpoint] of wanted) {
      const event = await samples.fill(readFileSync(join(ROOT, 'events', `${name}.json`), 'utf8'));
      answers[name] = await answer(name, endpoint, event);
    }
    const inOrder = Object.keys(endpoints).flatMap((name) =>
      name in answers ? [[name, answers[name]]] : [],
    );
    writeFileSync(RECORDED, `${JSON.stringify(Object.fromEntries(inOrder), null, 2)}\n`);
    await samples.close();
  } finally {
    await stack.stop();
  }
  return true;
}
