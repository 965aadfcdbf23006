/** A function in a separate environment, as on Lambda: with its own clients, outage state and time-out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { vi } from 'vitest';
import { parse } from 'yaml';
import { buildContext } from '../../http/gateway.ts';

const ROOT = join(import.meta.dirname, '../../../..');

interface Template {
  provider: { timeout: number };
  functions: Record<string, { handler: string; timeout?: number }>;
}

const template: Template = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'));

/** After which Lambda ends it, in milliseconds. @param name as in functions/: messages/send */
export function timeoutOf(name: string): number {
  const found = Object.values(template.functions).find(
    ({ handler }) => handler === `functions/${name}.handler`,
  );
  if (!found) throw new Error(`serverless.yml has no function ${name}`);
  return 1_000 * (found.timeout ?? template.provider.timeout);
}

export type Handler = (event: unknown, context: Context) => Promise<{ statusCode: number }>;

export interface LambdaEnvironment {
  /** @returns what it answered, and after how many milliseconds */
  invoke(event: unknown): Promise<{ answer: unknown; milliseconds: number }>;
  close(): Promise<void>;
}

/** One after the other: each gets modules that no other has. The variables are those of the moment. */
export async function startEnvironment(name: string): Promise<LambdaEnvironment> {
  vi.resetModules();
  const { handler }: { handler: Handler } = await import(join(ROOT, 'functions', `${name}.ts`));
  const { closeMongo } = await import('#lib/platform/mongo.ts');
  const { pingDynamo } = await import('#lib/platform/dynamo.ts');
  // Which reads its variables when it is first asked.
  await pingDynamo(AbortSignal.timeout(1_000));
  const timeout = timeoutOf(name);
  return {
    invoke: async (event) => {
      const startedAt = performance.now();
      const getRemainingTimeInMillis = () => timeout - (performance.now() - startedAt);
      const answer = await handler(event, { ...buildContext(), getRemainingTimeInMillis });
      return { answer, milliseconds: performance.now() - startedAt };
    },
    close: closeMongo,
  };
}
