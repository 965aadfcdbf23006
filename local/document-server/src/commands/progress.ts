/** How far a retryable batch is: stored with its writes in place of the answer, so that a retry goes on from there. */
import { type Document, document, type Value } from '../bson/values.ts';
import type { Invocation } from './invocation.ts';

/** Marks the stored answer of a batch that was not finished. */
const DONE = '$done';

export const isProgress = (stored: Document): boolean => stored.has(DONE);

/** How many statements have been done. */
export const progressOf = (stored: Document | undefined): number => (stored?.get(DONE) ?? 0) as number;

export function rememberProgress(invocation: Invocation, fields: Record<string, Value>, done: number): void {
  if (invocation.isRetryable && done > 0) invocation.remember(document({ ...fields, [DONE]: done }));
}
