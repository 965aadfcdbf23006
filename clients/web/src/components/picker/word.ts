/** What stands before the caret, and a list completes. */
export interface Word {
  /** where it begins */
  start: number;
  /** the beginning of the name */
  typed: string;
}
