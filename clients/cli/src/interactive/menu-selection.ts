import type { Key } from '../terminal/keys.ts';

export type MenuEntry = [label: string, act: () => void];

/** The selected entry of a menu in one line, whose entries come and go. */
export class MenuSelection {
  #index = 0;

  indexIn(entries: readonly MenuEntry[]): number {
    return Math.min(this.#index, entries.length - 1);
  }

  first(): void {
    this.#index = 0;
  }

  /** @returns whether the key belongs to the menu */
  onKey(key: Key, entries: readonly MenuEntry[]): boolean {
    const index = this.indexIn(entries);
    if (key.name === 'left' || key.name === 'up' || key.name === 'shift+tab') {
      this.#index = (index + entries.length - 1) % entries.length;
    } else if (key.name === 'right' || key.name === 'down' || key.name === 'tab') {
      this.#index = (index + 1) % entries.length;
    } else if (key.name === 'return') entries[index]?.[1]();
    else return false;
    return true;
  }
}
