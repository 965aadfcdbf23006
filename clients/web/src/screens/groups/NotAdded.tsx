import { Copy, Send } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { Avatar } from '../../components/avatar/Avatar.tsx';
import { Button } from '../../components/button/Button.tsx';
import { Name, Username } from '../../components/name/Name.tsx';
import { personOf } from '../../state/people.ts';
import { copyLink, makeLinkFor } from './invitations.ts';

interface NotAddedProps {
  id: string;
  /** of the group */
  name: string;
  usernames: readonly string[];
}

/** People who join groups by invitation only, and a link to send them. */
export function NotAdded({ id, name, usernames }: NotAddedProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [link, setLink] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState<string>();
  useEffect(() => heading.current?.focus(), []);
  const withLink = async (use: (link: string) => unknown) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const made = link ?? (await makeLinkFor(id, usernames.length));
      setLink(made);
      await use(made);
    } catch (error) {
      setProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  const send = (made: string) => {
    for (const username of usernames) chat.send(username, `Join the group “${name}”: ${made}`);
    setSent(true);
  };
  return (
    <section class="not-added" aria-labelledby="not-added">
      <h2 id="not-added" class="settings-heading" tabIndex={-1} ref={heading}>
        {usernames.length === 1 ? 'One person' : `${usernames.length} people`} could not be added
      </h2>
      <p>They choose who adds them to groups. Send them a link, and they decide whether to join.</p>
      <ul class="not-added-people">
        {usernames.map((username) => (
          <li key={username}>
            <Who username={username} />
          </li>
        ))}
      </ul>
      {link && <LinkField link={link} />}
      <p class="form-problem" role="alert">
        {problem}
      </p>
      <p class="hidden-text" role="status">
        {sent ? 'The link is sent.' : ''}
      </p>
      <div class="button-row">
        <Button tone="primary" busy={busy} disabled={sent} onClick={() => !sent && void withLink(send)}>
          <Send size={16} aria-hidden="true" /> {sent ? 'Sent' : 'Send them a link'}
        </Button>
        <Button busy={busy} onClick={() => void withLink(copyLink)}>
          <Copy size={16} aria-hidden="true" /> Copy the link
        </Button>
      </div>
    </section>
  );
}

/** A link to be copied by hand, too. */
export const LinkField = ({ link }: { link: string }) => (
  <input
    class="input link-field"
    type="text"
    readOnly
    aria-label="Invite link"
    value={link}
    onFocus={({ currentTarget }) => currentTarget.select()}
  />
);

function Who({ username }: { username: string }) {
  const person = personOf(username).value;
  return (
    <>
      <Avatar person={person} size="small" />
      <span class="list-row-name">
        <Name person={person} /> <Username of={username} />
      </span>
    </>
  );
}
