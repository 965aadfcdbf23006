/** The input lines: a new message, or an edit of an earlier one. */
import { type Conversation, sentence } from '../sdk.ts';
import { type Draft, draftOf, EMPTY_DRAFT, edit } from '../terminal/editor.ts';
import type { Key } from '../terminal/keys.ts';
import type { Symbols } from '../text/symbols.ts';
import { Editing } from './editing.ts';
import { tooLong } from './message-limit.ts';

const MENU_HINT = ['Arrows and Enter, or just type a message', 'PageUp: older', 'Esc: exit'];
const DRAFT_HINT = ['Enter: send', 'Alt+Enter: new line', 'Esc: menu'];
const EDIT_HINT = ['Enter: save', 'Up: an older message', 'Esc: leave it as it is'];
const FOUND_AGAIN = ' Turn to that message again: what you wrote is kept.';

export interface ComposerParts {
  conversation: Conversation;
  /** username of the user */
  me: string;
  /** unsent text of an earlier visit */
  text: string;
  symbols: Symbols;
  say(notice: string): void;
  sent(): void;
}

export class Composer {
  readonly #parts: ComposerParts;
  readonly #editing: Editing;
  #draft: Draft;
  #hasKeyboard: boolean;
  /** the unsent message that an edit interrupted */
  #kept = EMPTY_DRAFT;

  constructor(parts: ComposerParts) {
    this.#parts = parts;
    this.#editing = new Editing(parts.conversation, parts.me);
    this.#draft = draftOf(parts.text);
    this.#hasKeyboard = parts.text !== '';
  }

  /** undefined while the menu has the keyboard */
  get shown(): Draft | undefined {
    return this.#hasKeyboard ? this.#draft : undefined;
  }

  get hint(): string {
    const written = this.#editing.isOn ? EDIT_HINT : DRAFT_HINT;
    return (this.#hasKeyboard ? written : MENU_HINT).join(` ${this.#parts.symbols.separator} `);
  }

  get canEdit(): boolean {
    return this.#editing.isPossible;
  }

  write(): void {
    this.#hasKeyboard = true;
  }

  /** Edits the user's newest message. */
  edit(): void {
    const draft = this.#editing.begin();
    if (draft) this.#put(draft);
  }

  /** The edit replaces the unsent message, which returns after it. */
  #put(draft: Draft): void {
    this.#kept = this.#draft;
    this.#draft = draft;
    this.#hasKeyboard = true;
  }

  /** Returns to the menu. Drops an edit, keeps an unsent message. @returns its text */
  leave(): string {
    this.#hasKeyboard = false;
    this.#parts.conversation.setTyping(false);
    if (this.#editing.isOn) this.#draft = this.#kept;
    this.#editing.end();
    return this.#draft.text;
  }

  onKey(key: Key): void {
    const { isOn: isEdit } = this.#editing;
    const step = isEdit ? { up: -1 as const, down: 1 as const }[key.name] : undefined;
    const other = step && this.#editing.step(this.#draft, step);
    if (other) this.#draft = other;
    else if (key.name === 'escape') this.leave();
    else if (key.name === 'return') this.#finish();
    else {
      const newLine = key.name === 'meta+return' || key.name === 'ctrl+j';
      const next = edit(this.#draft, newLine ? { name: 'newline', text: '\n' } : key);
      if (!next) return;
      if (next.text !== this.#draft.text && !isEdit) {
        this.#parts.conversation.setTyping(next.text !== '');
      }
      this.#draft = next;
    }
  }

  #finish(): void {
    const { conversation, say, sent } = this.#parts;
    const { text } = this.#draft;
    if (text.trim() === '') return;
    const fault = tooLong(text);
    if (fault) {
      say(fault);
      return;
    }
    if (this.#editing.isOn) {
      this.#save(text);
      return;
    }
    conversation.setTyping(false);
    // The outcome shows beside the message.
    conversation.send(text).settled.catch(() => {});
    this.#draft = EMPTY_DRAFT;
    sent();
  }

  #save(text: string): void {
    const { id } = this.#editing;
    const saving = this.#editing.save(text);
    this.#draft = this.#kept;
    this.#hasKeyboard = this.#draft.text !== '';
    saving.catch((error: unknown) => {
      // Another message may be in the line by now.
      const isFree = id !== undefined && !this.#editing.isOn;
      if (isFree) this.#put(this.#editing.resume(id));
      this.#parts.say(sentence(error) + (isFree ? '' : FOUND_AGAIN));
    });
  }
}
