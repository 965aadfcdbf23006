/** Pushes what people see of a person when that changes. */
import type { PublicProfileResource } from '../accounts/resources.ts';
import { describeError, log } from '../platform/log.ts';
import { withinDeadline } from '../platform/within-deadline.ts';
import { publish } from './publish.ts';
import { recentPeers } from './recent-peers.ts';

/** Covers the query for recent peers. */
const DEADLINE_MS = 1_000;

/**
 * To the recent peers, and to the person's own devices; others fetch the profile when they show it. Never fails, because the change is
 * stored.
 * @param profile null when the account is deleted
 */
export const publishProfile = (username: string, profile: PublicProfileResource | null): Promise<void> =>
  withinDeadline(
    DEADLINE_MS,
    async () => {
      const usernames = [...new Set([...(await recentPeers(username)), username])];
      // The peers of this person need not know each other.
      await publish(
        { usernames, together: false },
        { type: 'profile', data: { Username: username, Profile: profile } },
      );
    },
    (error) => log.warn('profile not pushed', { error: describeError(error, 0) }),
  );
