import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { keyHandler } from '../../app/keys.ts';
import { emojiGroups, loadEmoji, recentEmoji, rememberEmoji } from '../../state/emoji.ts';
import { type Emoji, findEmoji } from '../../state/emoji-search.ts';
import { setSkinTone, skinTone } from '../../state/skin-tone.ts';
import { TONES, type Tone, toned, untoned } from '../../state/toned.ts';
import { place } from '../menu/place.ts';
import './emoji.css';

interface EmojiPickerProps {
  anchor: HTMLElement | null;
  onPick: (emoji: string) => void;
  /** chosen, dismissed by the browser, or Escape */
  onClose: () => void;
}

const COLUMNS = 8;

/** Lists write some emoji with a variation selector, and never with a tone. */
const bare = (emoji: string): string => untoned(emoji).replaceAll('\uFE0F', '');

const TONE_NAMES: Record<Tone, string> = {
  '': 'No skin tone',
  '🏻': 'Light',
  '🏼': 'Medium light',
  '🏽': 'Medium',
  '🏾': 'Medium dark',
  '🏿': 'Dark',
};

/** Of all emoji that have them; this browser remembers it. */
const SkinTones = () => (
  <fieldset class="emoji-tones">
    <legend class="hidden-text">Skin tone</legend>
    {TONES.map((tone) => (
      <label key={tone} class="emoji-tone" title={TONE_NAMES[tone]}>
        <input
          type="radio"
          name="skin-tone"
          class="hidden-text"
          aria-label={TONE_NAMES[tone]}
          checked={skinTone.value === tone}
          onChange={() => setSkinTone(tone)}
        />
        <span aria-hidden="true">{toned('✋', tone)}</span>
      </label>
    ))}
  </fieldset>
);

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
  const names = new Map(groups?.flatMap(([, list]) => list.map(([emoji, name]) => [bare(emoji), name])));
  const recent = recentEmoji().map((emoji): Emoji => [emoji, names.get(bare(emoji)) ?? emoji, '']);
  const tone = skinTone.value;
  const found = query.trim() && groups ? findEmoji(groups, query) : undefined;
  const sections: readonly (readonly [string, readonly Emoji[]])[] = found
    ? [['Results', found]]
    : [['Recent', recent], ...(groups ?? [])];

  const onKeyDown = (event: KeyboardEvent) => {
    const choices = [...(panel.current?.querySelectorAll<HTMLElement>('.emoji-choice') ?? [])];
    const at = choices.indexOf(document.activeElement as HTMLElement);
    const inField = at === -1;
    const isTone = event.target instanceof HTMLInputElement && event.target.type === 'radio';
    if (isTone && event.key !== 'Escape') return;
    const step = { ArrowDown: COLUMNS, ArrowUp: -COLUMNS, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape') onClose();
    else if (inField && event.key === 'Enter' && found?.[0]) choices[0]?.click();
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
            <h2 class="emoji-title">{name}</h2>
            <div class="emoji-grid">
              {list.map(([emoji, label, , hasTones]) => {
                const shown = hasTones ? toned(emoji, tone) : emoji;
                return (
                  <button
                    key={emoji}
                    type="button"
                    class="emoji-choice"
                    tabIndex={-1}
                    title={label}
                    aria-label={label}
                    onClick={() => pick(shown)}
                  >
                    {shown}
                  </button>
                );
              })}
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
      <SkinTones />
    </div>
  );
}
