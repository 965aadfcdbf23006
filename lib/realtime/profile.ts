/** Pushes what people see of a person when that changes. */
import type { PublicProfileResource } from '../accounts/resources.ts';
import { listPeers } from '../conversations/circles.ts';
import { describeError, log } from '../platform/log.ts';
import { withinDeadline } from '../platform/within-deadline.ts';
import { publish } from './publish.ts';

/** As many as learn of a person's presence. The others fetch the profile when they show it. */
const PEERS_TOLD = 50;

/** Covers the query for recent peers. */
const DEADLINE_MS = 1_000;

/** To the recent peers, and to the person's own devices. Never fails: the change is stored. @param profile null when the account is deleted */
export const publishProfile = (username: string, profile: PublicProfileResource | null): Promise<void> =>
  withinDeadline(
    DEADLINE_MS,
    async () => {
      const usernames = [...new Set([...(await listPeers(username, PEERS_TOLD)), username])];
      // The peers of this person need not know each other.
      await publish(
        { usernames, together: false },
        { type: 'profile', data: { Username: username, Profile: profile } },
      );
    },
    (error) => log.warn('profile not pushed', { error: describeError(error, 0) }),
  );
