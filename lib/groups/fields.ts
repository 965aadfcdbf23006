/** Request fields about groups. */
import * as v from 'valibot';
import { oneLine, peer } from '../accounts/fields.ts';
import { foldUsername } from '../accounts/username.ts';
import { MEMBERS_MAX } from '../conversations/group.ts';
import { text } from '../http/fields.ts';
import { withThousands } from '../messages/text.ts';

export const GROUP_NAME_MAX = 64;
export const TOPIC_MAX = 250;

export const groupName = oneLine(GROUP_NAME_MAX);

/** A blank topic is none. */
export const topic = v.union(
  [v.pipe(text, v.trim(), v.literal('')), oneLine(TOPIC_MAX)],
  `must be at most ${TOPIC_MAX} characters, without control characters`,
);

export const historyFrom = v.picklist(['start', 'join'], 'must be start or join');
export const post = v.picklist(['all', 'admins'], 'must be all or admins');
export const add = v.picklist(['members', 'admins'], 'must be members or admins');
export const listed = v.boolean('must be true or false');
export const role = v.picklist(['owner', 'admin', 'member'], 'must be owner, admin or member');

/** People to begin a group with, beside its creator. */
export const members = v.pipe(
  v.array(peer, 'must be a list of usernames'),
  v.maxLength(MEMBERS_MAX - 1, `must be at most ${MEMBERS_MAX - 1} usernames`),
  v.transform((names) => [...new Map(names.map((name) => [foldUsername(name), name])).values()]),
);

const wholeFrom = (rule: string, minimum: number, maximum: number) =>
  v.pipe(v.number(rule), v.integer(rule), v.minValue(minimum, rule), v.maxValue(maximum, rule));

/** In seconds. */
export const expiresIn = /* @__PURE__ */ wholeFrom(
  'must be whole seconds from 60 to 2,592,000',
  60,
  30 * 24 * 60 * 60,
);

export const maxUses = /* @__PURE__ */ wholeFrom(
  `must be a whole number from 1 to ${withThousands(MEMBERS_MAX)}`,
  1,
  MEMBERS_MAX,
);

/** What is no code is refused when it is looked up. */
export const inviteCode = v.pipe(text, v.maxLength(100, 'must be at most 100 characters'));

export const inviteId = v.pipe(text, v.regex(/^[0-9a-f]{16}$/, "must be an invitation's Id"));

/** The beginning of a group's name. */
export const namePrefix = v.pipe(
  text,
  v.maxLength(GROUP_NAME_MAX, `must be at most ${GROUP_NAME_MAX} characters`),
);

export const groupSettings = {
  HistoryFrom: v.optional(historyFrom),
  Post: v.optional(post),
  Add: v.optional(add),
  Listed: v.optional(listed),
};
