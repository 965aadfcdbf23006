/** What a user has written and not sent. It outlasts the conversation's view and the session, and ends with the program. */
export interface Written {
  /** unsent texts, by username of the other person */
  drafts: Map<string, string>;
  /** changes that are not saved, by id of the message */
  changes: Map<string, string>;
}

const newWritten = (): Written => ({ drafts: new Map(), changes: new Map() });

/** @returns a function that gives what a user has written: the same for all spellings of a username */
export function writtenByUser(): (username: string) => Written {
  const all = new Map<string, Written>();
  return (username) => {
    const key = username.toLowerCase();
    const written = all.get(key) ?? newWritten();
    all.set(key, written);
    return written;
  };
}
