/** One member of a conversation wants nothing of the other. */
export interface Block {
  /** folded */
  by: string;
  /** as its owner spells it */
  of: string;
  since: Date;
}

export interface BlockResource {
  Username: string;
  BlockedAt: string;
}

export const toBlockResource = ({ of, since }: Block): BlockResource => ({
  Username: of,
  BlockedAt: since.toISOString(),
});
