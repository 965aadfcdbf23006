import { SendHorizontal, X } from 'lucide-preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Conversation, type Message, sentence } from '#sdk';
import { IconButton } from '../../components/button/Button.tsx';
import { changeOf, readDraft, writeDraft } from '../../state/mine.ts';
import { isVisible, oneLine, roomFor, tidy } from '../../state/text.ts';
import { notify } from '../../state/toasts.ts';
import { fitHeight } from './fit-height.ts';

interface ComposerProps {
  conversation: Conversation;
  peer: { username: string };
  /** an own message, to be changed */
  editing: Message | undefined;
  onEdit: (message: Message | undefined) => void;
  onEditLast: () => void;
}

/** How much room is left is said when it gets scarce. */
const SCARCE = 500;

/** On touch screens Enter makes a new line, as everywhere on them. */
const hasKeyboard = () => matchMedia('(hover: hover) and (pointer: fine)').matches;

export function Composer({ conversation, peer, editing, onEdit, onEditLast }: ComposerProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const place = editing ? changeOf(editing.Id) : peer.username;
  const [text, setText] = useState(() => readDraft(place));
  const { left, fault } = roomFor(text);
  const ready = isVisible(text) && fault === undefined;

  useEffect(() => {
    if (hasKeyboard()) area.current?.focus();
  }, []);
  const began = useRef<Message>();
  useEffect(() => {
    if (editing === began.current) return;
    began.current = editing;
    setText(readDraft(place) || (editing?.Message ?? ''));
    area.current?.focus();
  }, [editing, place]);
  useLayoutEffect(() => {
    if (area.current) fitHeight(area.current);
  }, [text]);
  useEffect(() => () => conversation.setTyping(false), [conversation]);

  const type = (value: string) => {
    setText(value);
    writeDraft(place, value);
    if (!editing) conversation.setTyping(isVisible(value));
  };
  const cancel = () => {
    writeDraft(place, '');
    onEdit(undefined);
  };
  const save = async (message: Message, changed: string) => {
    if (changed === message.Message) return cancel();
    writeDraft(place, changed);
    onEdit(undefined);
    try {
      await conversation.edit(message.Id, changed);
      if (readDraft(place) === changed) writeDraft(place, '');
    } catch (error) {
      // What is being written by now comes first: the change waits as a draft.
      const isFree = began.current === undefined && area.current?.value === '';
      if (isFree) onEdit(message);
      const where = isFree ? '' : ' Edit the message again to go on with your change.';
      notify(`Your change was not saved. ${sentence(error)}${where}`, 'error');
    }
  };
  const submit = () => {
    // What the field holds, not what was last drawn: two keys can come before a drawing.
    const value = tidy(area.current?.value ?? text);
    if (!isVisible(value) || roomFor(value).fault) return;
    if (editing) {
      void save(editing, value);
      return;
    }
    conversation.send(value);
    conversation.setTyping(false);
    writeDraft(peer.username, '');
    setText('');
    if (area.current) area.current.value = '';
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that takes over what an input method offers. Safari sends it after the composition has ended, as key code 229.
    if (event.isComposing || event.keyCode === 229) return;
    if (
      event.key === 'Enter' &&
      !event.shiftKey &&
      !event.altKey &&
      (hasKeyboard() || event.ctrlKey || event.metaKey)
    ) {
      event.preventDefault();
      submit();
    } else if (event.key === 'ArrowUp' && text === '' && !editing) {
      event.preventDefault();
      onEditLast();
    } else if (event.key === 'Escape' && editing) {
      event.preventDefault();
      cancel();
    }
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {editing && (
        <div class="composer-editing">
          <span class="composer-editing-text">
            <strong>Editing</strong> <bdi>{oneLine(editing.Message)}</bdi>
          </span>
          <IconButton label="Cancel editing" onClick={cancel}>
            <X size={18} />
          </IconButton>
        </div>
      )}
      <div class="composer-box">
        <textarea
          ref={area}
          class="composer-input"
          rows={1}
          dir="auto"
          aria-label="Message"
          aria-describedby="composer-room"
          aria-invalid={fault ? 'true' : undefined}
          placeholder="Write a message"
          enterkeyhint={hasKeyboard() ? 'send' : 'enter'}
          value={text}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={() => conversation.setTyping(false)}
        />
        <IconButton
          label={editing ? 'Save the change' : 'Send'}
          class="composer-send"
          type="submit"
          aria-disabled={!ready}
          onPointerDown={(event) => event.preventDefault() /* a phone's keyboard stays open */}
        >
          <SendHorizontal size={20} />
        </IconButton>
      </div>
      <p class="composer-room" id="composer-room" role="status" data-wrong={fault !== undefined || undefined}>
        {fault ?? (left <= SCARCE ? `${left} characters left` : '')}
      </p>
    </form>
  );
}
