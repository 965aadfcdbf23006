/** Request fields about groups. */
import * as v from 'valibot';
import { oneLine, peer } from '../accounts/fields.ts';
import { foldUsername } from '../accounts/username.ts';
import { MEMBERS_MAX } from '../conversations/group.ts';
import { text } from '../http/fields.ts';

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

export const groupSettings = {
  HistoryFrom: v.optional(historyFrom),
  Post: v.optional(post),
  Add: v.optional(add),
  Listed: v.optional(listed),
};
