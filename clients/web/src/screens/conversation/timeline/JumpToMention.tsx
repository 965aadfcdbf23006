import { AtSign } from 'lucide-preact';
import { type Conversation, sentence } from '#sdk';
import { badge } from '../../../state/title.ts';
import { notify } from '../../../state/toasts.ts';

interface JumpToMentionProps {
  conversation: Conversation;
  snapshot: Conversation['snapshot'];
  /** goes to the message with this id */
  onTurnTo: (id: string) => void;
}

/** Pages of 100 messages to look through for the mention. */
const PAGES_MAX = 20;

/** Goes to the first unread message that mentions the user, while there is one. */
export function JumpToMention({ conversation, snapshot, onTurnTo }: JumpToMentionProps) {
  const { mentions, mentionSeq, readSeq } = snapshot;
  if (mentionSeq === null || mentionSeq <= readSeq) return null;
  return (
    <button
      type="button"
      class="jump jump-mention"
      onClick={() => void jump(conversation, mentionSeq, onTurnTo)}
    >
      <AtSign size={16} />
      {/* See JumpToLatest. */}
      <span>
        <span class="hidden-text">Jump to a </span>
        Mention
        <span class="hidden-text"> of you, {badge(mentions)} unread</span>
      </span>
      {mentions > 1 && (
        <span class="badge" aria-hidden="true">
          {badge(mentions)}
        </span>
      )}
    </button>
  );
}

async function jump(conversation: Conversation, seq: number, turnTo: (id: string) => void): Promise<void> {
  const find = () => conversation.snapshot.messages.find(({ Seq }) => Seq === seq);
  try {
    if (conversation.snapshot.hasNewer && !find()) await conversation.loadLatest();
    for (let page = 0; page < PAGES_MAX && !find(); page++) if (!(await conversation.loadOlder())) break;
    const message = find();
    if (message) turnTo(message.Id);
    else notify('That message is not here any more.');
  } catch (error) {
    notify(`That message could not be loaded. ${sentence(error)}`, 'error');
  }
}
