/** Limits of the server that clients check or show before they send. The only place where clients state them. */
export const limits = {
  /** code points */
  messageCharacters: 8_000,
  /** as UTF-8 */
  messageBytes: 30_000,
  reportDetailCharacters: 1_000,
  /** unread messages are counted up to this number */
  unread: 99,
} as const;
