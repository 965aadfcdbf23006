/** What a list offers for the beginning of a name. */
export interface Candidate {
  /** or the id of a group; null: all members */
  username: string | null;
  name: string;
}

const SHOWN_MAX = 6;

/** Those whose username begins so come before those whose other names do. @param matches whether the names fit what is typed */
export function candidatesFor(
  typed: string,
  people: readonly Candidate[],
  matches: (typed: string, ...names: string[]) => boolean,
): Candidate[] {
  const folded = typed.toLowerCase();
  const begins = ({ username }: Candidate) => (username ?? 'all').toLowerCase().startsWith(folded);
  const others = people.filter(
    (each) => !begins(each) && typed !== '' && matches(typed, each.username ?? 'all', each.name),
  );
  return [...people.filter(begins), ...others].slice(0, SHOWN_MAX);
}
