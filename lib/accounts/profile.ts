import type { AddAudience, PresenceAudience, ReadMarkAudience } from '../conversations/visibility.ts';
import type { Avatar } from './avatar.ts';
import type { DigestDelay } from './digest-delay.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { OwnProfileResource, PublicProfileResource } from './resources.ts';

/** What a person says about themselves. */
export interface Profile {
  /** as spelled at registration; never changes */
  username: string;
  firstName: string;
  lastName: string;
  email: string;
  /** a code that was sent to the address came back */
  emailConfirmed: boolean;
  displayName: string | null;
  bio: string | null;
  avatar: Avatar | null;
  createdAt: Date;
  /** null before the first were made */
  recoveryCodes: { madeAt: Date; left: number } | null;
  presenceTo: PresenceAudience;
  readMarksTo: ReadMarkAudience;
  addToGroups: AddAudience;
  /** null: notifications come at all hours */
  quietHours: QuietHours | null;
  linkPreviews: boolean;
  /** null: no mails about unread messages */
  digest: DigestDelay | null;
  /** why the server turned them off; null when it did not */
  digestProblem: 'refused' | null;
}

/** What others see of it. */
export type PublicProfile = Pick<Profile, 'username' | 'displayName' | 'bio' | 'avatar'>;

export const toPublicProfile = (profile: PublicProfile): PublicProfileResource => ({
  username: profile.username,
  display_name: profile.displayName,
  bio: profile.bio,
  avatar: profile.avatar,
});

export const toOwnProfile = (profile: Profile): OwnProfileResource => ({
  ...toPublicProfile(profile),
  first_name: profile.firstName,
  last_name: profile.lastName,
  email: profile.email,
  email_confirmed: profile.emailConfirmed,
  created_at: profile.createdAt.toISOString(),
  recovery_codes: profile.recoveryCodes && {
    made_at: profile.recoveryCodes.madeAt.toISOString(),
    left: profile.recoveryCodes.left,
  },
  last_seen_to: profile.presenceTo,
  read_marks_to: profile.readMarksTo,
  add_to_groups: profile.addToGroups,
  quiet_hours: profile.quietHours,
  link_previews: profile.linkPreviews,
  digest: profile.digest ?? 'off',
  digest_problem: profile.digestProblem,
});
