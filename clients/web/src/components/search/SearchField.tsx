import { Search, X } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { keyHandler } from '../../app/keys.ts';
import { IconButton } from '../button/Button.tsx';
import { useAutofocus } from '../field/use-autofocus.ts';
import type { PickerKeys } from '../picker/Picker.tsx';
import './search.css';

interface SearchFieldProps {
  label: string;
  value: string;
  onInput: (text: string) => void;
  onEnter?: () => void;
  autofocus?: boolean;
  /** a list that completes what is typed @param keys gets the keys of the field first */
  suggest?: (field: HTMLInputElement, keys: PickerKeys) => ComponentChildren;
}

/** Escape empties it; the down arrow goes on to the first result. */
export function SearchField({
  label,
  value,
  onInput,
  onEnter,
  autofocus = false,
  suggest,
}: SearchFieldProps) {
  const input = useAutofocus<HTMLInputElement>(autofocus);
  const keys: PickerKeys = useRef();
  return (
    <>
      <search class="search">
        <Search size={18} aria-hidden="true" />
        <input
          ref={input}
          class="search-input"
          type="text"
          enterkeyhint="search"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          placeholder={label}
          aria-label={label}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
          onKeyDown={keyHandler((event) => {
            if (keys.current?.(event)) {
              event.preventDefault();
              event.stopPropagation();
            } else if (event.key === 'Escape' && value !== '') {
              event.stopPropagation();
              onInput('');
            } else if (event.key === 'Enter') {
              onEnter?.();
            } else if (event.key === 'ArrowDown') {
              event.preventDefault();
              const pane = event.currentTarget.closest('.pane');
              pane?.querySelector<HTMLElement>('.list :is(a, button)[tabindex="0"]')?.focus();
            }
          })}
        />
        {value !== '' && (
          <IconButton label="Clear" onClick={() => onInput('')}>
            <X size={18} />
          </IconButton>
        )}
      </search>
      {suggest && input.current && suggest(input.current, keys)}
    </>
  );
}
