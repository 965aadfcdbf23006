import { conversations } from '../../conversations/store/conversations.ts';

/** In all conversations of an account. Nobody is told: neither version nor time of change moves. */
export async function setMemberSuspended(username: string, suspended: boolean): Promise<void> {
  await conversations.updateMany(
    { members: { $elemMatch: { username } } },
    suspended ? { $set: { 'members.$.suspended': true } } : { $unset: { 'members.$.suspended': '' } },
  );
}
