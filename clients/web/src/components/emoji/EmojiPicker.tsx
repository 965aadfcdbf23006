import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { keyHandler } from '../../app/keys.ts';
import { emojiGroups, loadEmoji, recentEmoji, rememberEmoji } from '../../state/emoji.ts';
import { type Emoji, findEmoji } from '../../state/emoji-search.ts';
import { place } from '../menu/place.ts';
import './emoji.css';

interface EmojiPickerProps {
  anchor: HTMLElement | null;
  onPick: (emoji: string) => void;
  /** chosen, dismissed by the browser, or Escape */
  onClose: () => void;
}

const COLUMNS = 8;

/** Chooses one emoji: recent ones, a search, and all by group. Arrow keys move, Enter chooses, Escape closes. */
export function EmojiPicker({ anchor, onPick, onClose }: EmojiPickerProps) {
  const panel = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const groups = emojiGroups.value;
  useLayoutEffect(() => {
    const { current } = panel;
    if (!current || !anchor) return;
    current.showPopover?.();
    place(current, anchor);
    current.querySelector('input')?.focus({ preventScroll: true });
  }, []);
  useEffect(() => void loadEmoji(), []);

  const pick = (emoji: string) => {
    rememberEmoji(emoji);
    onClose();
    onPick(emoji);
  };
  const names = new Map(groups?.flatMap(([, list]) => list.map(([emoji, name]) => [emoji, name])));
  const recent = recentEmoji().map((emoji): Emoji => [emoji, names.get(emoji) ?? emoji, '']);
  const found = query.trim() && groups ? findEmoji(groups, query) : undefined;
  const sections: readonly (readonly [string, readonly Emoji[]])[] = found
    ? [['Results', found]]
    : [['Recent', recent], ...(groups ?? [])];

  const onKeyDown = (event: KeyboardEvent) => {
    const choices = [...(panel.current?.querySelectorAll<HTMLElement>('.emoji-choice') ?? [])];
    const at = choices.indexOf(document.activeElement as HTMLElement);
    const inField = at === -1;
    const step = { ArrowDown: COLUMNS, ArrowUp: -COLUMNS, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape') onClose();
    else if (inField && event.key === 'Enter' && found?.[0]) pick(found[0][0]);
    else if (inField && event.key === 'ArrowDown') choices[0]?.focus();
    else if (!inField && step !== undefined) move(choices, at, step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** Up from the first row leads back to the field. */
  const move = (choices: HTMLElement[], at: number, step: number) => {
    const next = choices[Math.min(at + step, choices.length - 1)];
    if (next && at + step >= 0) next.focus();
    else panel.current?.querySelector('input')?.focus();
  };
  return (
    <div
      ref={panel}
      popover="auto"
      class="emoji-picker"
      role="dialog"
      aria-label="Choose an emoji"
      onKeyDown={keyHandler(onKeyDown)}
      onToggle={(event) => (event as unknown as ToggleEvent).newState === 'closed' && onClose()}
    >
      <input
        class="emoji-search"
        type="text"
        enterkeyhint="search"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        placeholder="Search emoji"
        aria-label="Search emoji"
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <div class="emoji-list">
        {sections.map(([name, list]) => (
          <section key={name} class="emoji-group" aria-label={name}>
            <h3 class="emoji-title">{name}</h3>
            <div class="emoji-grid">
              {list.map(([emoji, label]) => (
                <button
                  key={emoji}
                  type="button"
                  class="emoji-choice"
                  tabIndex={-1}
                  title={label}
                  aria-label={label}
                  onClick={() => pick(emoji)}
                >
                  {emoji}
                </button>
              ))}
            </div>
          </section>
        ))}
        {found?.length === 0 && (
          <p class="emoji-note" role="status">
            No emoji of that name.
          </p>
        )}
        {!groups && <p class="emoji-note">The others appear once there is a connection.</p>}
      </div>
    </div>
  );
}
