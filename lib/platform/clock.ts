/** The only source of the current time, so that tests can set it. */
let source: () => number = Date.now;

export const now = (): Date => new Date(source());

/** For tests. Without an argument it restores the system's clock. */
export function setClock(milliseconds?: () => number): void {
  source = milliseconds ?? Date.now;
}
