/** A change between the decision of another one and its update. */
import { Collection } from 'mongodb';
import { vi } from 'vitest';

/** Runs `change` just before the next atomic update, which was decided on before. @returns whether it ran */
export function beforeNextUpdate(change: () => Promise<unknown>): () => boolean {
  const { findOneAndUpdate } = Collection.prototype;
  let ran = false;
  const spy = vi.spyOn(Collection.prototype, 'findOneAndUpdate').mockImplementation(async function (
    this: Collection,
    ...args: unknown[]
  ) {
    spy.mockRestore();
    await change();
    ran = true;
    return findOneAndUpdate.apply(this, args as never) as never;
  });
  return () => ran;
}
