import { useEffect, useState } from 'preact/hooks';
import { isSameUser } from '#sdk';
import { membersOf } from '../../state/group-members.ts';
import { self } from '../../state/session.ts';
import type { Candidate } from './candidates.ts';

/** The other members of a group, once they are loaded. @param id undefined: of none */
export function useMembers(id: string | undefined): readonly Candidate[] {
  const [people, setPeople] = useState<readonly Candidate[]>([]);
  useEffect(() => {
    if (id === undefined) return;
    let isCurrent = true;
    const show = (list: readonly Candidate[]) => isCurrent && setPeople(list);
    membersOf(id)
      .then((members) =>
        members
          .filter(({ username }) => !isSameUser(username, self()))
          .map(({ username, display_name }) => ({ username, name: display_name ?? '' })),
      )
      .then(show, () => {
        // Names can be written without the list.
      });
    return () => {
      isCurrent = false;
    };
  }, [id]);
  return people;
}
