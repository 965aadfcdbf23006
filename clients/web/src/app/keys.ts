/** The part of a KeyboardEvent that shows whether an input method takes the key. */
interface Key {
  isComposing: boolean;
  keyCode: number;
}

/**
 * The one way to handle keys. Those that belong to an input method are left out: the Enter that accepts a suggestion sends
 * nothing, and the Escape that drops one closes nothing.
 */
export const keyHandler =
  <E extends Key>(handle: (event: E) => void) =>
  (event: E): void => {
    // Safari sends the Enter after the composition has ended, as key code 229.
    if (!event.isComposing && event.keyCode !== 229) handle(event);
  };
