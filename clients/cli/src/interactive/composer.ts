/** The input lines: a new message, or an edit of an earlier one. */
import { type Conversation, hasCode, isBlank, sentence } from '../sdk.ts';
import { type Draft, draftOf, EMPTY_DRAFT, edit } from '../terminal/editor.ts';
import type { Key } from '../terminal/keys.ts';
import type { Symbols } from '../text/symbols.ts';
import { Editing } from './editing.ts';
import type { GroupActions } from './group-actions.ts';
import { tooLong } from './message-limit.ts';
import { type Answer, examplesFor, noticeOf, readLine } from './slash-commands.ts';

const MENU_HINT = ['Arrows and Enter, or just type a message', 'PageUp: older', 'Esc: exit'];
const DRAFT_HINT = ['Enter: send', 'Alt+Enter: new line', 'Esc: menu'];
const EDIT_HINT = ['Enter: save', 'Up: an older message', 'Esc: leave it as it is'];
const NOT_SAVED = 'A change was not saved.';
const FOUND_AGAIN = ' Turn to that message again: what you wrote is kept.';
const REMOVE_BY_ENTER = 'To remove the message, press Enter again. Esc leaves it as it is.';
const EDITED_IS_DELETED = 'The message you were editing was deleted.';
const KEPT_AS_NEW = ' Your text is kept as a new message.';

const isOfDeleted = (error: unknown) => hasCode(error, 'message_deleted', 'message_not_found');

/** One draft of two texts, either of which may be empty. */
const joined = (draft: Draft, text = ''): Draft =>
  text === '' ? draft : draftOf(draft.text === '' ? text : `${draft.text}\n${text}`);

export interface ComposerParts {
  conversation: Conversation;
  /** username of the user */
  me: string;
  /** unsent text of an earlier visit */
  text: string;
  /** changes that are not saved, by id of the message; kept here for the next visit */
  changes: Map<string, string>;
  symbols: Symbols;
  say(notice: string): void;
  sent(): void;
  /** undefined in a direct conversation */
  group: GroupActions | undefined;
  /** the username or the id of the conversation that a name means */
  find(name: string): Promise<string>;
}

export class Composer {
  readonly #parts: ComposerParts;
  readonly #editing: Editing;
  #draft: Draft;
  #hasKeyboard: boolean;
  /** the unsent message that an edit interrupted */
  #kept = EMPTY_DRAFT;
  /** Enter was pressed on an empty line while editing: the next Enter deletes the message */
  #asksToDelete = false;
  readonly #unsubscribe: () => void;
  #isClosed = false;

  constructor(parts: ComposerParts) {
    this.#parts = parts;
    this.#editing = new Editing(parts.conversation, parts.me, parts.changes);
    this.#draft = draftOf(parts.text);
    this.#hasKeyboard = parts.text !== '';
    this.#unsubscribe = parts.conversation.subscribe(() => this.#keepTextsOfDeleted());
  }

  /** The messages are loaded: says what an earlier visit has left. */
  begin(): void {
    if (this.#isClosed) return;
    this.#keepTextsOfDeleted();
    if (!this.#editing.isOn && this.#editing.hasUnsaved) this.#parts.say(NOT_SAVED + FOUND_AGAIN);
  }

  /** Keeps a change that is being written. @returns the unsent message */
  close(): string {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#parts.conversation.setTyping(false);
    if (!this.#editing.isOn) return this.#draft.text;
    this.#editing.suspend(this.#draft.text);
    return this.#kept.text;
  }

  /** undefined while the menu has the keyboard */
  get shown(): Draft | undefined {
    return this.#hasKeyboard ? this.#draft : undefined;
  }

  get hint(): string {
    return this.#hints.join(` ${this.#parts.symbols.separator} `);
  }

  get #hints(): string[] {
    if (!this.#hasKeyboard) return MENU_HINT;
    if (this.#editing.isOn) return EDIT_HINT;
    const examples = examplesFor(this.#draft.text, this.#parts.group !== undefined);
    return examples.length > 0 ? examples : DRAFT_HINT;
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

  /** Returns to the menu. Drops an edit, keeps an unsent message. */
  leave(): void {
    this.#hasKeyboard = false;
    this.#parts.conversation.setTyping(false);
    if (this.#editing.isOn) this.#draft = this.#kept;
    this.#editing.end();
  }

  onKey(key: Key): void {
    const { isOn: isEdit } = this.#editing;
    const isSure = this.#asksToDelete;
    this.#asksToDelete = false;
    const step = isEdit ? { up: -1 as const, down: 1 as const }[key.name] : undefined;
    const other = step && this.#editing.step(this.#draft, step);
    if (other) this.#draft = other;
    else if (key.name === 'escape') this.leave();
    else if (key.name === 'return') this.#finish(isSure);
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

  /** @param isSure Enter on an empty line was the key before, too */
  #finish(isSure: boolean): void {
    const { conversation, say, sent } = this.#parts;
    const { text } = this.#draft;
    if (isBlank(text)) {
      if (this.#editing.isOn) this.#remove(isSure);
      return;
    }
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
    const line = readLine(text);
    if ('act' in line) {
      this.#report(line.act(this.#parts));
      return;
    }
    this.#draft = EMPTY_DRAFT;
    // The outcome shows beside the message.
    conversation.send(line.send).settled.catch(() => {});
    sent();
  }

  /** A command that cannot be meant as it is written stays in the line. */
  #report(answer: Answer): void {
    const { say } = this.#parts;
    if ('refused' in answer) {
      say(answer.refused);
      return;
    }
    this.#draft = EMPTY_DRAFT;
    // An empty outcome would remove the notice of a later command.
    void answer.outcome.catch(noticeOf).then((notice) => notice && say(notice));
  }

  #remove(isSure: boolean): void {
    this.#asksToDelete = !isSure;
    if (!isSure) {
      this.#parts.say(REMOVE_BY_ENTER);
      return;
    }
    const deleting = this.#editing.delete();
    this.#toKept();
    deleting.catch((error: unknown) => this.#parts.say(sentence(error)));
  }

  /** After an edit: back to the unsent message, or else to the menu. */
  #toKept(): void {
    this.#draft = this.#kept;
    this.#kept = EMPTY_DRAFT;
    this.#hasKeyboard = this.#draft.text !== '';
  }

  #save(text: string): void {
    const { id } = this.#editing;
    const saving = this.#editing.save(text);
    this.#toKept();
    saving.catch((error: unknown) => {
      // The next visit says so.
      if (this.#isClosed) return;
      if (id !== undefined && isOfDeleted(error)) {
        this.#keep(this.#editing.takeUnsaved(id));
        return;
      }
      // Another message may be in the line by now.
      const isFree = id !== undefined && !this.#editing.isOn;
      if (isFree) this.#put(this.#editing.resume(id));
      this.#parts.say(sentence(error) + (isFree ? '' : FOUND_AGAIN));
    });
  }

  /** Ends edits of messages that have been deleted elsewhere, and keeps their texts. */
  #keepTextsOfDeleted(): void {
    const unsaved = this.#editing.takeUnsavedOfDeleted();
    if (this.#editing.isOfDeleted) {
      const text = this.#editing.abandon(this.#draft.text);
      this.#toKept();
      this.#keep(text);
    }
    for (const text of unsaved) this.#keep(text);
  }

  /** Adds the text of an edit whose message is deleted to the unsent message. */
  #keep(text: string | undefined): void {
    if (this.#editing.isOn) this.#kept = joined(this.#kept, text);
    else {
      this.#draft = joined(this.#draft, text);
      this.#hasKeyboard = this.#draft.text !== '';
    }
    this.#parts.say(EDITED_IS_DELETED + (text ? KEPT_AS_NEW : ''));
  }
}
