import type { ComponentChildren } from 'preact';
import type { MutableRef } from 'preact/hooks';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { TextField } from './use-word.ts';
import type { Word } from './word.ts';
import './picker.css';

/** Gets the keys of a field before others do. @returns whether it took one */
export type PickerKeys = MutableRef<((event: KeyboardEvent) => boolean) | undefined>;

interface PickerProps<Option> {
  /** prefix of the ids of elements */
  id: string;
  label: string;
  /** what Enter does: "mentions" */
  verb: string;
  field: TextField;
  /** undefined: the list is closed */
  word: Word | undefined;
  options: readonly Option[];
  keyOf: (option: Option) => string | null;
  draw: (option: Option) => ComponentChildren;
  onPick: (option: Option) => void;
  onClose: () => void;
  keys: PickerKeys;
}

/** A list that completes a word of a field (the combobox pattern). The focus stays in the field. */
export function Picker<Option>(props: PickerProps<Option>) {
  const { id, label, verb, field, word, options, keyOf, draw, onPick, onClose, keys } = props;
  const [chosen, setChosen] = useState(0);
  const list = word ? options : [];
  const active = Math.min(chosen, list.length - 1);
  const isShown = list.length > 0;

  useEffect(() => setChosen(0), [word?.start, word?.typed]);
  keys.current = ({ key, shiftKey, ctrlKey, metaKey, altKey }) => {
    const option = list[active];
    if (option === undefined || shiftKey || ctrlKey || metaKey || altKey) return false;
    if (key === 'ArrowDown') setChosen((active + 1) % list.length);
    else if (key === 'ArrowUp') setChosen((active + list.length - 1) % list.length);
    else if (key === 'Enter' || key === 'Tab') onPick(option);
    else if (key === 'Escape') onClose();
    else return false;
    return true;
  };
  useEffect(
    () => () => {
      keys.current = undefined;
    },
    [keys],
  );
  useLayoutEffect(() => {
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-haspopup', 'listbox');
    if (!isShown) return;
    field.setAttribute('aria-controls', `${id}-list`);
    field.setAttribute('aria-activedescendant', `${id}-${active}`);
    return () => {
      field.removeAttribute('aria-controls');
      field.removeAttribute('aria-activedescendant');
    };
  }, [field, isShown, active, id]);

  return (
    <>
      <span class="hidden-text" role="status">
        {isShown &&
          `${list.length === 1 ? '1 name fits' : `${list.length} names fit`}. Arrows choose, Enter ${verb}.`}
      </span>
      {isShown && (
        <div class="picker-list" id={`${id}-list`} role="listbox" aria-label={label}>
          {list.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field, which has the focus, takes the keys
            <div
              key={keyOf(option)}
              id={`${id}-${index}`}
              class="picker-option"
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onPointerDown={(event) => event.preventDefault() /* the field keeps the focus */}
              onPointerEnter={() => setChosen(index)}
              onClick={() => onPick(option)}
            >
              {draw(option)}
            </div>
          ))}
        </div>
      )}
    </>
  );
}
