import { ListChecks, Pin } from 'lucide-preact';
import { useState } from 'preact/hooks';
import type { Conversation, Message } from '#sdk';
import { IconButton } from '../../../components/button/Button.tsx';
import { isBlocked } from '../../../state/blocks.ts';
import { excerptOf } from '../../../state/excerpt.ts';
import { summaryOf } from '../../../state/mutes.ts';
import { isVisible, oneLine } from '../../../state/text.ts';
import { PinsDialog } from './PinsDialog.tsx';
import { usePins } from './use-pins.ts';
import './pins.css';

interface PinsStripProps {
  conversation: Conversation;
  /** goes to the message with this id */
  onGoTo: (id: string) => void;
}

/** Above the messages: the one that was pinned last, and the way to the others. Nothing while none is pinned. */
export function PinsStrip({ conversation, onGoTo }: PinsStripProps) {
  const [isListed, setListed] = useState(false);
  const { pins = [] } = usePins(conversation, conversation.id);
  const [latest] = pins;
  const summary = conversation.id && summaryOf(conversation.id);
  if (!latest) return null;
  return (
    <section class="pins" aria-label="Pinned messages">
      <button type="button" class="pins-latest" onClick={() => onGoTo(latest.Id)}>
        <Pin size={16} aria-hidden="true" />
        <span class="hidden-text">Pinned: </span>
        <span class="pins-text">
          <bdi>{textOf(latest)}</bdi>
        </span>
      </button>
      {pins.length > 1 && (
        <IconButton label={`All ${pins.length} pinned messages`} onClick={() => setListed(true)}>
          <ListChecks size={18} />
        </IconButton>
      )}
      {isListed && summary && <PinsDialog summary={summary} onClose={() => setListed(false)} />}
    </section>
  );
}

function textOf(message: Message): string {
  if (isBlocked(message.From)) return 'Message of a blocked person';
  const text = excerptOf(message);
  return isVisible(text) ? oneLine(text) : 'Blank message';
}
