/** What every command is made of. */
import { type Document, Double, document, type Value } from '../bson/values.ts';
import type { Paused } from '../turns.ts';
import type { CommandTraits } from './command-traits.ts';
import type { Invocation } from './invocation.ts';

export interface Command extends CommandTraits {
  aliases?: string[];
  /** Takes any further arguments, as MongoDB does for a few commands that clients keep adding to. */
  lenient?: boolean;
  adminOnly?: boolean;
  /** A generator may pause, so that a long command does not hold up the others. */
  run(invocation: Invocation): Document | Promise<Document> | Paused<Document>;
}

export function ok(fields: Record<string, Value | undefined> = {}): Document {
  return document({ ...fields, ok: new Double(1) });
}
