import { ArrowLeft, Bookmark, X } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { type SavedMessage, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { href } from '../../app/router.ts';
import { Button, IconButton, Spinner } from '../../components/button/Button.tsx';
import { Empty } from '../../components/empty/Empty.tsx';
import { summaryOf } from '../../state/mutes.ts';
import { notify } from '../../state/toasts.ts';
import { MessageLink } from '../conversation/message/MessageLink.tsx';

const AT_ONCE = 50;

/** Messages that the user has saved, which lead to their places. */
export function SavedPane() {
  const [saved, setSaved] = useState<readonly SavedMessage[]>();
  const [problem, setProblem] = useState<string>();
  const [wanted, setWanted] = useState(AT_ONCE);
  useEffect(() => {
    const load = async () => {
      const found: SavedMessage[] = [];
      for await (const each of chat.me.saved({ limit: AT_ONCE })) if (found.push(each) > wanted) break;
      setSaved(found);
    };
    load().catch((error: unknown) => setProblem(sentence(error)));
  }, [wanted]);
  const remove = (id: string) =>
    void chat.messages
      .unsave(id)
      .then(() => setSaved((before) => before?.filter(({ Message: { Id } }) => Id !== id)))
      .catch((error: unknown) => notify(sentence(error), 'error'));
  return (
    <>
      <header class="pane-bar">
        <a class="icon-button" href={href({ name: 'inbox' })} aria-label="Back to conversations">
          <ArrowLeft size={20} />
        </a>
        <h1 class="saved-title">Saved messages</h1>
      </header>
      {problem !== undefined && <p role="alert">{problem}</p>}
      {!saved && problem === undefined && <Spinner label="Loading the saved messages" />}
      {saved?.length === 0 && (
        <Empty picture={<Bookmark size={40} strokeWidth={1.5} />} title="Nothing is saved">
          “Save for me” in the menu of a message keeps it here. Only you see this list.
        </Empty>
      )}
      <ul class="message-links saved-list">
        {saved?.slice(0, wanted).map(({ Message: message }) => (
          <li key={message.Id} class="saved-row">
            <MessageLink
              message={message}
              peer={message.Conversation}
              within={summaryOf(message.Conversation)?.Group?.Name}
            />
            <IconButton label="Remove from the saved messages" onClick={() => remove(message.Id)}>
              <X size={18} />
            </IconButton>
          </li>
        ))}
      </ul>
      {saved && saved.length > wanted && (
        <Button tone="quiet" onClick={() => setWanted(wanted + AT_ONCE)}>
          Show more
        </Button>
      )}
    </>
  );
}
