/** Whom a person may add to a group. The others have to be invited, and the group does not show why. */
import { findAddable } from '../accounts/people.ts';
import { foldUsername } from '../accounts/username.ts';
import { findCirclesOf } from '../conversations/circles.ts';
import { GROUPS_MAX } from '../conversations/group.ts';
import { countGroupsOf } from '../conversations/groups.ts';
import { isBlocking, mayAdd } from '../conversations/visibility.ts';

export interface Candidates {
  /** usernames as spelled at registration */
  addable: string[];
  /** these do not want it, or one of the two blocks the other */
  unwilling: string[];
  /** whom the person blocks; part of `unwilling` */
  blocked: string[];
  /** these are in as many groups as a person can be */
  full: string[];
  /** as given: without an account */
  unknown: string[];
}

/** Three queries at once. @param names in any spelling */
export async function sortCandidates(by: string, names: readonly string[]): Promise<Candidates> {
  const keys = names.map(foldUsername);
  const people = await findAddable(keys);
  const [circles, counts] = await Promise.all([
    findCirclesOf(
      by,
      people.map(({ username }) => username),
    ),
    countGroupsOf(people.map(({ username }) => username)),
  ]);
  const known = new Set(people.map(({ username }) => foldUsername(username)));
  const candidates: Candidates = {
    addable: [],
    unwilling: [],
    blocked: [],
    full: [],
    unknown: names.filter((name) => !known.has(foldUsername(name))),
  };
  for (const { username, addToGroups } of people) {
    const circle = circles.get(username);
    if (circle && isBlocking(circle, by)) candidates.blocked.push(username);
    if (!circle || !mayAdd(addToGroups, circle)) candidates.unwilling.push(username);
    else if ((counts.get(username) ?? 0) >= GROUPS_MAX) candidates.full.push(username);
    else candidates.addable.push(username);
  }
  return candidates;
}
