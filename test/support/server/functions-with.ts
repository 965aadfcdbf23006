/** Functions of a deployment with other settings. */
import { join } from 'node:path';
import { vi } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';

const FUNCTIONS = join(import.meta.dirname, '../../../functions');

/** Undo it with `withoutSettings`. @param settings variables of the environment @param name of a function: users/list */
export async function functionWith(settings: Record<string, string>, name: string): Promise<LambdaHandler> {
  for (const [variable, value] of Object.entries(settings)) vi.stubEnv(variable, value);
  vi.resetModules();
  return (await import(/* @vite-ignore */ join(FUNCTIONS, `${name}.ts`))).handler;
}

export function withoutSettings(): void {
  vi.unstubAllEnvs();
  vi.resetModules();
}
