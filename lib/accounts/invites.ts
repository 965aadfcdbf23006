/** Invitations to register, which operators make (REGISTRATION=invite). */
import { now } from '../platform/clock.ts';
import { hashSecret } from '../platform/random-secret.ts';
import { newInviteCode, plainInviteCode } from './invite-code.ts';
import { insertInvite } from './store/invites.ts';

export const hashOfInvite = (code: string): string => hashSecret(plainInviteCode(code));

export interface NewInvite {
  /** shown once: only its hash is stored */
  code: string;
  expiresAt: Date;
}

/** @param uses how many accounts it makes @param seconds for how long */
export async function makeInvite(uses: number, seconds: number): Promise<NewInvite> {
  const [code, createdAt] = [newInviteCode(), now()];
  const expiresAt = new Date(createdAt.getTime() + seconds * 1_000);
  await insertInvite({ _id: hashOfInvite(code), left: uses, createdAt, expiresAt });
  return { code, expiresAt };
}
