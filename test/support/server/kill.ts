/**
 * Ends a function at one of its requests to a database or a service, as a crash of its environment does: that request and all later
 * ones fail, and what the function does then counts for nothing.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Collection, FindCursor } from 'mongodb';

/** Whether the request that it dies at is done, and its answer lost, or never sent. */
export type Moment = 'before' | 'after';

interface Life {
  left: number;
  moment: Moment;
}

const lives = new AsyncLocalStorage<Life>();

class Killed extends Error {
  override readonly name = 'Killed';
}

async function live<Result>(request: () => Promise<Result>): Promise<Result> {
  const life = lives.getStore();
  if (!life) return request();
  life.left -= 1;
  if (life.left > 0) return request();
  if (life.left === 0 && life.moment === 'after') await request();
  throw new Killed();
}

type Method = (...args: unknown[]) => Promise<unknown>;

function intercept(prototype: object, names: string[]): void {
  const methods = prototype as Record<string, Method>;
  for (const name of names) {
    const original = methods[name] as Method;
    methods[name] = function (this: unknown, ...args) {
      return live(() => original.apply(this, args));
    };
  }
}

/** Call once, before anything is asked. */
export function interceptRequests(): void {
  const writes = [
    'insertOne',
    'updateOne',
    'updateMany',
    'deleteOne',
    'deleteMany',
    'bulkWrite',
    'replaceOne',
  ];
  intercept(Collection.prototype, ['findOne', 'findOneAndUpdate', ...writes]);
  intercept(FindCursor.prototype, ['toArray']);
  intercept(NodeHttpHandler.prototype, ['handle']);
}

/**
 * @param step the request that it dies at, counted from 1
 * @returns whether it got that far; otherwise it ended by itself
 */
export async function killAt(step: number, moment: Moment, work: () => Promise<unknown>): Promise<boolean> {
  const life: Life = { left: step, moment };
  await lives.run(life, work).catch((error) => {
    if (life.left > 0) throw error;
  });
  return life.left <= 0;
}
