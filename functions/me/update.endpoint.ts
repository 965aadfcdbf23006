import * as v from 'valibot';
import {
  addToGroups,
  avatarOrPicture,
  bio,
  digest,
  displayName,
  email,
  lastSeenTo,
  linkPreviews,
  personName,
  quietHours,
  readMarksTo,
} from '#lib/accounts/fields.ts';
import { Profile } from '#lib/accounts/resources.ts';
import { FORM_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'profile', by: 'user' },
  bodyMax: FORM_BODY_MAX_BYTES,
  input: v.pipe(
    v.strictObject({
      first_name: v.optional(personName),
      last_name: v.optional(personName),
      email: v.optional(email),
      display_name: v.optional(v.nullable(displayName)),
      bio: v.optional(v.nullable(bio)),
      avatar: v.optional(v.nullable(avatarOrPicture)),
      last_seen_to: v.optional(lastSeenTo),
      read_marks_to: v.optional(readMarksTo),
      add_to_groups: v.optional(addToGroups),
      quiet_hours: v.optional(v.nullable(quietHours)),
      link_previews: v.optional(linkPreviews),
      digest: v.optional(digest),
    }),
    v.check((fields) => Object.keys(fields).length > 0, 'must have at least one field to change'),
  ),
} as const;

export const endpoint = {
  spec,
  method: 'PATCH',
  path: '/me',
  tag: 'Accounts',
  summary: 'Change the own profile',
  description:
    'At least one field; absent fields stay. `null` clears display name, bio, avatar or quiet hours. A picture is an uploaded file (`POST /attachments`): JPEG, PNG or WebP, square, at most 512 pixels and 512 KB; the one before is deleted. `digest` takes a confirmed address (`POST /me/mail`). Contacts are people with whom I have a conversation in which both have written, or that was accepted.',
  idempotent: true,
  sdk: 'update',
  success: { status: 200, description: 'The changed profile', output: Profile },
  problems: [
    'attachment_not_found',
    'attachment_not_uploaded',
    'attachment_in_use',
    'attachment_refused',
    'attachment_pending',
    'files_unavailable',
    'mail_disabled',
    'email_unconfirmed',
  ],
  bodyRule: { minProperties: 1 },
} as const satisfies EndpointDeclaration;
