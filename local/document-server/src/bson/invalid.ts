/** Why BSON bytes are refused. */
import { ServerError } from '../errors.ts';

export function invalid(reason: string): ServerError {
  return new ServerError('InvalidBSON', reason);
}

/** Well-formed, but with contents that MongoDB's validate reports. */
export function nonConformant(reason: string): ServerError {
  return new ServerError('NonConformantBSON', reason);
}

export const TOO_SHORT = 'BSON data has to be at least 5 bytes';
export const TOO_LONG = 'BSON size is larger than buffer size';
export const WRONG_LENGTH = 'incorrect BSON length';
export const NOT_TERMINATED = 'Not null terminated string';
