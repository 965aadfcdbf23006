/** The beginning of a mention that is being written. */
export interface MentionWord {
  /** where its "@" is */
  start: number;
  /** behind the "@" */
  typed: string;
}

const AT_END = /(?<![\w.@-])@([\p{L}\p{N}_.-]{0,32})$/u;

/** @param caret where the caret is, if no text is selected */
export function mentionWordAt(text: string, caret: number): MentionWord | undefined {
  const found = AT_END.exec(text.slice(Math.max(0, caret - 34), caret));
  return found ? { start: caret - found[0].length, typed: found[1] ?? '' } : undefined;
}

export interface Candidate {
  /** null: all members */
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
