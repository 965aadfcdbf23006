/** Schemas of responses about groups. */
import * as v from 'valibot';
import { Avatar, PublicProfile } from '../accounts/resources.ts';
import { counted, described, flag, text, time } from '../http/resource-parts.ts';

const look = {
  Conversation: described('its id'),
  Name: text,
  Topic: described('empty when there is none'),
  Avatar: v.nullable(Avatar),
  Members: counted('how many'),
};

/** What people who are not in it see. */
export const GroupPreview = v.object(look);

const role = v.picklist(['owner', 'admin', 'member']);

const group = {
  ...look,
  Role: v.pipe(role, v.description('my own')),
  HistoryFrom: v.pipe(
    v.picklist(['start', 'join']),
    v.description('what new members see: everything, or messages after joining'),
  ),
  Post: v.pipe(v.picklist(['all', 'admins']), v.description('who may write')),
  Add: v.pipe(v.picklist(['members', 'admins']), v.description('who may add people')),
  Listed: flag('others find it, and may join'),
  Closed: flag('it can be read, and not changed'),
  CreatedAt: time('when it was made'),
};

export const Group = v.object(group);

/** A group that everybody may join, for those who are not in it. Nothing of its settings. */
export const ListedGroup = v.object({
  ...look,
  Role: v.pipe(v.null(), v.description('I am not in it')),
  Listed: v.literal(true),
});

export const CreatedGroup = v.object({
  ...group,
  NotAdded: v.pipe(
    v.array(text),
    v.description('usernames of people who have to be invited, because of their settings or a block'),
  ),
});

export const Member = v.object({ ...PublicProfile.entries, role });

export const Invite = v.object({
  Id: text,
  CreatedAt: time('when it was made'),
  ExpiresAt: time('when it ends'),
  MaxUses: v.pipe(v.nullable(counted('how many people it lets in')), v.description('null without a limit')),
  Uses: counted('how many people it has let in'),
});

export const CreatedInvite = v.object({
  ...Invite.entries,
  Code: described('shown only once: every person with it may join'),
});

export type GroupResource = v.InferOutput<typeof Group>;
export type ListedGroupResource = v.InferOutput<typeof ListedGroup>;
export type GroupPreviewResource = v.InferOutput<typeof GroupPreview>;
export type CreatedGroupResource = v.InferOutput<typeof CreatedGroup>;
export type MemberResource = v.InferOutput<typeof Member>;
export type InviteResource = v.InferOutput<typeof Invite>;
export type CreatedInviteResource = v.InferOutput<typeof CreatedInvite>;
