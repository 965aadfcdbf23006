import type { FieldTypes } from './arguments.ts';

/** Properties of a command, separate from its code. */
export interface CommandTraits {
  name: string;
  /** The arguments and their types; any other is refused, so that nothing is ignored in silence. */
  fields: FieldTypes;
  /** May be retried with the same txnNumber without being applied twice. */
  retryable?: boolean;
  /** Goes on when its client has gone. */
  outlivesClient?: boolean;
}
