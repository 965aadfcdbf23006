import type { LucideIcon } from 'lucide-preact';
import { EllipsisVertical } from 'lucide-preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { keyHandler } from '../../app/keys.ts';
import { IconButton } from '../button/Button.tsx';
import { place } from './place.ts';
import './menu.css';

export interface MenuItem {
  label: string;
  Icon: LucideIcon;
  tone?: 'danger';
  onSelect: () => void;
}

interface MenuProps {
  /** of the button */
  label: string;
  items: readonly MenuItem[];
  iconSize?: number;
  tabIndex?: 0 | -1;
}

/** A button that opens a menu. https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/ */
export function Menu({ label, items, iconSize = 20, tabIndex = 0 }: MenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  /** the press that closes the menu by itself does not open it again */
  const wasOpen = useRef(false);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <IconButton
        label={label}
        buttonRef={button}
        tabIndex={tabIndex}
        aria-haspopup="menu"
        aria-expanded={open}
        onPointerDown={() => {
          wasOpen.current = open;
        }}
        onClick={() => {
          setOpen(!wasOpen.current);
          wasOpen.current = false;
        }}
      >
        <EllipsisVertical size={iconSize} />
      </IconButton>
      {open && (
        <MenuList
          label={label}
          items={items}
          anchor={button.current}
          onDismissed={() => setOpen(false)}
          onClose={close}
        />
      )}
    </>
  );
}

interface MenuListProps {
  label: string;
  items: readonly MenuItem[];
  anchor: HTMLElement | null;
  /** the browser has closed it */
  onDismissed: () => void;
  onClose: () => void;
}

function MenuList({ label, items, anchor, onDismissed, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = list;
    if (!current || !anchor) return;
    current.showPopover?.();
    place(current, anchor);
    current.querySelector<HTMLElement>('[role="menuitem"]')?.focus({ preventScroll: true });
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const choices = [...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const at = choices.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + choices.length, Home: 0, End: choices.length - 1 }[
      event.key
    ];
    if (next !== undefined) choices[next % choices.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={list}
      popover="auto"
      class="menu"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={keyHandler(onKeyDown)}
      onToggle={(event) => (event as unknown as ToggleEvent).newState === 'closed' && onDismissed()}
    >
      {items.map(({ label: text, Icon, tone, onSelect }) => (
        <button
          key={text}
          type="button"
          role="menuitem"
          class="menu-item"
          data-tone={tone}
          tabIndex={-1}
          onClick={() => {
            // First: what opens next takes the focus from the button, and gives it back.
            onClose();
            onSelect();
          }}
        >
          <Icon size={18} aria-hidden="true" />
          {text}
        </button>
      ))}
    </div>
  );
}
