/** What the server sends to the service worker (docs/decisions/057-push-notifications.md), validated: a push service may deliver anything. */

/** A message as its notification shows it. */
export interface NotifiedMessage {
  Id: string;
  Seq: number;
  Version: number;
  Title: string;
  Body: string;
}

export type Push =
  | ({ Type: 'message'; Conversation: string; From: string; To: string } & NotifiedMessage)
  | { Type: 'edited'; Conversation: string; Id: string; Version: number; Title: string; Body: string }
  | { Type: 'deleted'; Conversation: string; Id: string }
  | { Type: 'read'; Conversation: string; Seq: number };

type Check = (value: unknown) => boolean;

/** Longer than any payload that a push service takes. */
const TEXT_MAX = 4_096;

const text: Check = (value) => typeof value === 'string' && value.length <= TEXT_MAX;
const name: Check = (value) => text(value) && value !== '';
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

const FIELDS: Record<Push['Type'], Record<string, Check>> = {
  message: {
    Conversation: name,
    Id: name,
    Seq: count,
    Version: count,
    From: name,
    To: text,
    Title: name,
    Body: text,
  },
  edited: { Conversation: name, Id: name, Version: count, Title: name, Body: text },
  deleted: { Conversation: name, Id: name },
  read: { Conversation: name, Seq: count },
};

/** @returns undefined when it is not one of the product's */
export function parsePush(payload: string): Push | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  const type = String(fields.Type);
  if (!Object.hasOwn(FIELDS, type)) return undefined;
  const checks = Object.entries(FIELDS[type as Push['Type']]);
  return checks.every(([field, check]) => check(fields[field])) ? (value as Push) : undefined;
}
