/** The code of an invitation: the group's id and a secret, of which the server stores a hash only. */
import { randomBytes } from 'node:crypto';
import { isConversationId } from '../conversations/conversation.ts';
import { hashSecret } from '../platform/random-secret.ts';

const SECRET_BYTES = 16;
/** of base64url, for 16 bytes */
const CHARACTERS = 22;

/** Else one code in 64 would begin with "-", which commands take for an option. Codes of earlier versions begin with the id. */
const BEGINNING = 'i';

/** @param id of the group */
export const newInviteCode = (id: string): string =>
  BEGINNING + id.slice(1) + randomBytes(SECRET_BYTES).toString('base64url');

/** @returns the group's id and the hash by which the invitation is found; undefined for a text that is no code */
export function readInviteCode(code: string): { id: string; hash: string } | undefined {
  const id = `~${code.slice(-2 * CHARACTERS, -CHARACTERS)}`;
  return isConversationId(id) ? { id, hash: hashSecret(code) } : undefined;
}
