import { Check, SendHorizontal } from 'lucide-preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Conversation } from '#sdk';
import { keyHandler } from '../../../app/keys.ts';
import { rest as restOfApp } from '../../../app/rest-loader.ts';
import { IconButton } from '../../../components/button/Button.tsx';
import { isVisible, roomFor, tidy } from '../../../state/text.ts';
import { fitHeight } from './fit-height.ts';
import { hasKeyboard, meaningOf } from './keyboard.ts';
import { ModeBanner } from './ModeBanner.tsx';
import type { ComposerMode } from './modes/mode.ts';
import { useDraft } from './use-draft.ts';

interface ComposerProps {
  conversation: Conversation;
  mode: ComposerMode;
  onEditLast: () => void;
  /** it leaves the focus where it is when it appears */
  quiet: boolean;
}

/** The room that is left is shown when it gets scarce. */
const SCARCE = 500;

export function Composer({ conversation, mode, onEditLast, quiet }: ComposerProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const pickerKeys = useRef<(event: KeyboardEvent) => boolean>();
  const { MentionPicker, FileTray, AttachButtons, trayOf, isSendable, takeFiles } = restOfApp.value ?? {};
  const { text, type, reread } = useDraft(mode, () => area.current?.focus());
  const { left, fault } = roomFor(text);
  const files = (mode.sends && trayOf?.(mode.draft).value) || [];
  const isReady = files.every((file) => isSendable?.(file));
  const hasContent = isVisible(text) || files.length > 0;

  useEffect(() => {
    if (hasKeyboard() && !quiet) area.current?.focus();
  }, []);
  // A reply begins in the draft that is shown already.
  useLayoutEffect(() => {
    if (mode.message) area.current?.focus();
  }, [mode.message]);
  useLayoutEffect(() => {
    if (area.current) fitHeight(area.current);
  }, [text]);
  useEffect(() => () => conversation.setTyping(false), [conversation]);

  const submit = () => {
    // The field's own value: two keys can come before a drawing.
    const shown = area.current?.value ?? text;
    const value = tidy(shown);
    if (!isVisible(value) && files.length === 0) return mode.submitNothing?.();
    if (roomFor(value).fault || !isReady) return;
    mode.submit(isVisible(value) ? value : '', shown, mode.sends ? takeFiles?.(mode.draft) : undefined);
    const rest = reread();
    if (area.current) area.current.value = rest;
    mode.sent?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (pickerKeys.current?.(event)) return event.preventDefault();
    const meaning = meaningOf(event);
    if (meaning === 'submit') submit();
    else if (meaning === 'up' && text === '' && !mode.leave) onEditLast();
    else if (meaning === 'leave' && mode.leave) mode.leave();
    else return;
    event.preventDefault();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ModeBanner {...mode} />
      {MentionPicker && conversation.snapshot.group && area.current && (
        <MentionPicker
          conversation={conversation}
          area={area.current}
          text={text}
          onPick={type}
          keys={pickerKeys}
        />
      )}
      {FileTray && mode.sends && <FileTray draft={mode.draft} area={area} />}
      <div class="composer-box">
        {AttachButtons && mode.sends && (
          <AttachButtons draft={mode.draft} onAdded={() => area.current?.focus()} />
        )}
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
          onInput={({ currentTarget: { value } }) => {
            type(value);
            if (mode.sends) conversation.setTyping(isVisible(value));
          }}
          onKeyDown={keyHandler(onKeyDown)}
          onBlur={() => conversation.setTyping(false)}
        />
        <IconButton
          label={mode.submitLabel}
          class="composer-send"
          type="submit"
          aria-disabled={(!hasContent && !mode.submitNothing) || fault !== undefined || !isReady}
          onPointerDown={(event) => event.preventDefault() /* a phone's keyboard stays open */}
        >
          {mode.sends ? <SendHorizontal size={20} /> : <Check size={22} />}
        </IconButton>
      </div>
      <p class="composer-room" id="composer-room" role="status" data-wrong={fault !== undefined || undefined}>
        {fault ??
          (!isReady ? 'Not all files can be sent yet.' : left <= SCARCE ? `${left} characters left` : '')}
      </p>
    </form>
  );
}
