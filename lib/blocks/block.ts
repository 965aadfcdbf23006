/** One person blocks another. */
import type { BlockResource } from './resources.ts';

export interface Block {
  /** folded */
  by: string;
  /** as its owner spells it */
  of: string;
  since: Date;
}

export const toBlockResource = ({ of, since }: Block): BlockResource => ({
  Username: of,
  BlockedAt: since.toISOString(),
});
