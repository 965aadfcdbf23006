import { Search, X } from 'lucide-preact';
import { keyHandler } from '../../app/keys.ts';
import { IconButton } from '../button/Button.tsx';
import { useAutofocus } from '../field/use-autofocus.ts';
import './search.css';

interface SearchFieldProps {
  label: string;
  value: string;
  onInput: (text: string) => void;
  onEnter?: () => void;
  autofocus?: boolean;
}

/** Escape empties it; the down arrow goes on to the first result. */
export function SearchField({ label, value, onInput, onEnter, autofocus = false }: SearchFieldProps) {
  const input = useAutofocus<HTMLInputElement>(autofocus);
  return (
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
          if (event.key === 'Escape' && value !== '') {
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
  );
}
