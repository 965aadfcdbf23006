/** Reading and changing profiles. */

import { changeLook } from '../attachments/pictures.ts';
import { findCirclesOf } from '../conversations/circles.ts';
import {
  type AddAudience,
  type PresenceAudience,
  type ReadMarkAudience,
  showsPresence,
} from '../conversations/visibility.ts';
import { ApiError } from '../http/errors.ts';
import { config } from '../platform/config.ts';
import { publishPresence, readOnline } from '../realtime/presence.ts';
import { publishProfile } from '../realtime/profile.ts';
import type { Principal } from '../sessions/token.ts';
import type { DigestDelay } from './digest-delay.ts';
import { type Profile, toOwnProfile, toPublicProfile } from './profile.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { OwnProfileResource, PersonResource } from './resources.ts';
import { forgetFormerAddress } from './store/digests.ts';
import { findPeople, findProfile, type ProfileChanges, updateProfile } from './store/profiles.ts';
import { foldUsername } from './username.ts';

/** The account can be deleted while the request runs. */
function requireProfile(profile: Profile | null): Profile {
  if (!profile) throw new ApiError('session_ended');
  return profile;
}

/** @throws ApiError session_ended */
export async function readOwnProfile({ username }: Principal): Promise<OwnProfileResource> {
  return toOwnProfile(requireProfile(await findProfile(username)));
}

/** The fields of PATCH /me: null clears a field, an absent field stays as it is. */
export interface ProfileForm {
  first_name?: string | undefined;
  last_name?: string | undefined;
  email?: string | undefined;
  display_name?: string | null | undefined;
  bio?: string | null | undefined;
  avatar?: Profile['avatar'] | undefined;
  last_seen_to?: PresenceAudience | undefined;
  read_marks_to?: ReadMarkAudience | undefined;
  add_to_groups?: AddAudience | undefined;
  quiet_hours?: QuietHours | null | undefined;
  link_previews?: boolean | undefined;
  digest?: DigestDelay | 'off' | undefined;
}

const toChanges = (form: ProfileForm): ProfileChanges => ({
  firstName: form.first_name,
  lastName: form.last_name,
  email: form.email,
  displayName: form.display_name,
  bio: form.bio,
  avatar: form.avatar,
  presenceTo: form.last_seen_to,
  readMarksTo: form.read_marks_to,
  addToGroups: form.add_to_groups,
  quietHours: form.quiet_hours,
  linkPreviews: form.link_previews,
  digest: form.digest === 'off' ? null : form.digest,
});

/** @throws ApiError mail_disabled, email_unconfirmed; session_ended */
async function requireMail(username: string, form: ProfileForm): Promise<void> {
  if (!config.mail) throw new ApiError('mail_disabled');
  const { email, emailConfirmed } = requireProfile(await findProfile(username));
  if (!emailConfirmed || (form.email ?? email) !== email) throw new ApiError('email_unconfirmed');
}

/** @returns the changed profile @throws ApiError session_ended; as requireMail with a digest, as changeLook with a picture */
export async function changeOwnProfile(
  { username }: Principal,
  form: ProfileForm,
): Promise<OwnProfileResource> {
  if (form.digest !== undefined && form.digest !== 'off') await requireMail(username, form);
  const store = async (avatar: Profile['avatar'] | undefined) => {
    const updated = await updateProfile(username, { ...toChanges(form), avatar });
    if (!updated) throw new ApiError('session_ended');
    return updated;
  };
  const { avatar: look } = form;
  const { profile } =
    look === undefined
      ? await store(undefined)
      : await changeLook({ owner: username, whom: username, look }, store);
  if (form.email !== undefined) await forgetFormerAddress(username, form.email);
  const isSeen = [form.display_name, form.bio, form.avatar].some((value) => value !== undefined);
  if (isSeen) await publishProfile(profile.username, toPublicProfile(profile));
  if (form.last_seen_to !== undefined) await publishPresence(profile.username, form.last_seen_to);
  return toOwnProfile(profile);
}

/** What the reader may know of these people; those without an account are left out. */
export async function readPeople(reader: string, usernames: string[]): Promise<PersonResource[]> {
  const [people, online, between] = await Promise.all([
    findPeople(usernames),
    readOnline(usernames),
    findCirclesOf(reader, usernames.map(foldUsername)),
  ]);
  return people.map(({ lastSeen, ...profile }) => {
    const key = foldUsername(profile.username);
    const circle = between.get(key);
    const isOwn = key === foldUsername(reader);
    const shown = isOwn || (circle !== undefined && showsPresence(profile.presenceTo, circle));
    const isOnline = shown && online.has(key);
    const last_seen = shown && !isOnline && lastSeen ? lastSeen.toISOString() : null;
    return { ...toPublicProfile(profile), presence: { online: isOnline, last_seen } };
  });
}

/** @throws ApiError user_not_found, also for a deleted account */
export async function readPerson(reader: string, username: string): Promise<PersonResource> {
  const [person] = await readPeople(reader, [username]);
  if (!person) throw new ApiError('user_not_found');
  return person;
}
