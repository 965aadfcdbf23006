/** The one source of the current time, so that tests can hold it still or move it. */
let source: () => number = Date.now;

export const now = (): Date => new Date(source());

/** For tests only. Call without an argument to return to the system's clock. */
export function setClock(milliseconds?: () => number): void {
  source = milliseconds ?? Date.now;
}
