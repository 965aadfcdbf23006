/** What everybody sees of people. */
import { toPublicProfile } from './profile.ts';
import type { PublicProfileResource } from './resources.ts';
import { findPeople } from './store/profiles.ts';

/** @param usernames in any spelling @returns those of people who have an account, in no order */
export async function readPublicProfiles(usernames: string[]): Promise<PublicProfileResource[]> {
  return (await findPeople(usernames)).map(toPublicProfile);
}
