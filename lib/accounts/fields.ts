/** Fields of requests about accounts and people. */
import * as v from 'valibot';
import { attachmentId } from '../attachments/attachment-id.ts';
import { isOneEmoji } from '../http/emoji.ts';
import { text } from '../http/fields.ts';
import { isBlank } from '../messages/blank.ts';
import { countCodePoints } from '../messages/text.ts';
import { COLOR_PATTERN } from './avatar.ts';
import { legible, notReserved } from './chosen-name.ts';
import { DIGEST_DELAYS } from './digest-delay.ts';
import { EMAIL_MAX, EMAIL_PATTERN, withAsciiDomain } from './email.ts';
import { normalizePassword } from './password.ts';
import { isZone } from './quiet-hours.ts';
import { USERNAME_PATTERN } from './username.ts';

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;
export const NAME_MAX = 100;
export const DISPLAY_NAME_MAX = 50;
export const BIO_MAX = 500;

export const username = v.pipe(
  text,
  v.regex(USERNAME_PATTERN, 'must be 3–32 characters: letters, digits, "_", "." or "-"'),
);

/** The username of a new account. */
export const newUsername = v.pipe(username, notReserved);

/** The code of an invitation; what is none is refused when it is looked up. */
export const invite = v.optional(v.pipe(text, v.maxLength(100, 'must be at most 100 characters')));

/** The name of a peer, who need not exist. Text that cannot be a username is accepted here and matches no account. */
export const peer = v.pipe(text, v.nonEmpty('must not be empty'), v.maxLength(64, 'must be a username'));

export const PEERS_MAX = 50;

/** Names of peers, separated by commas. */
export const peers = v.pipe(
  text,
  v.transform((names) => [...new Set(names.split(','))]),
  v.maxLength(PEERS_MAX, `must be at most ${PEERS_MAX} usernames`),
  v.array(peer),
);

export const password = v.pipe(
  text,
  v.check((value) => value.isWellFormed(), 'must be well-formed Unicode'),
  // All invalid UTF-8 decodes to this character, so different invalid passwords would be equal.
  v.check((value) => !value.includes('\ufffd'), 'must be sent as UTF-8'),
  v.transform(normalizePassword),
  v.check((value) => {
    const characters = countCodePoints(value);
    return characters >= PASSWORD_MIN && characters <= PASSWORD_MAX;
  }, `must be ${PASSWORD_MIN}–${PASSWORD_MAX} characters`),
);

/** Accepts passwords that registration would refuse: its rules may have changed since the account was created. */
export const passwordAttempt = v.pipe(text, v.maxLength(1_024, 'must be at most 1,024 characters'));

/** One line of visible characters. */
// @__NO_SIDE_EFFECTS__
export function oneLine(maximum: number) {
  return v.pipe(
    text,
    v.trim(),
    v.check(
      (value) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(value) && countCodePoints(value) <= maximum,
      `must be 1–${maximum} characters, not only spaces`,
    ),
    v.check(
      (value) => value.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(value),
      'must not contain control characters',
    ),
    legible,
  );
}

export const personName = oneLine(NAME_MAX);

export const displayName = v.pipe(oneLine(DISPLAY_NAME_MAX), notReserved);

export const lastSeenTo = v.picklist(
  ['everybody', 'contacts', 'nobody'],
  'must be everybody, contacts or nobody',
);

export const readMarksTo = v.picklist(['contacts', 'nobody'], 'must be contacts or nobody');

export const addToGroups = v.picklist(
  ['everybody', 'contacts', 'nobody'],
  'must be everybody, contacts or nobody',
);

const CLOCK_RULE = 'must be a time of the clock such as 22:00';
const clockTime = v.pipe(text, v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, CLOCK_RULE));

export const quietHours = v.pipe(
  v.strictObject({
    from: clockTime,
    to: clockTime,
    zone: v.pipe(text, v.check(isZone, 'must be a time zone such as Europe/Berlin')),
  }),
  v.check(({ from, to }) => from !== to, 'must begin and end at different times'),
);

export const digest = v.picklist(['off', ...DIGEST_DELAYS], 'must be off, 1h, 8h or 24h');

export const linkPreviews = v.boolean('must be true or false');

/** A blank bio clears it. */
export const bio = v.pipe(
  text,
  v.trim(),
  v.transform((value) => value.replaceAll('\r\n', '\n')),
  v.check((value) => countCodePoints(value) <= BIO_MAX, `must be at most ${BIO_MAX} characters`),
  v.check(
    (value) => value.isWellFormed() && !/[^\P{Cc}\n\t]/u.test(value),
    'must not contain control characters other than line breaks and tabs',
  ),
  v.transform((value) => (isBlank(value) ? null : value)),
);

const drawn = [
  v.strictObject({ emoji: v.pipe(v.string(), v.check(isOneEmoji, 'must be exactly one emoji')) }),
  v.strictObject({
    color: v.pipe(v.string(), v.regex(COLOR_PATTERN, 'must be a colour such as #ff8800'), v.toLowerCase()),
  }),
] as const;

export const avatar = v.union(drawn, 'must be {"emoji": one emoji}, {"color": "#rrggbb"} or null');

/** With the preview that a profile has, which the server knows by itself. */
export const avatarOrPicture = v.union(
  [...drawn, v.strictObject({ picture: attachmentId, preview: v.exactOptional(text) })],
  'must be {"emoji": one emoji}, {"color": "#rrggbb"}, {"picture": id of an attachment} or null',
);

export const email = v.pipe(
  text,
  v.trim(),
  v.transform(withAsciiDomain),
  v.maxLength(EMAIL_MAX, `must be at most ${EMAIL_MAX} characters`),
  v.regex(EMAIL_PATTERN, 'must be an email address such as alice@example.org'),
);
