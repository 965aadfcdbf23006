import { ArrowLeft } from 'lucide-preact';
import { href } from '../../app/router.ts';

/** On a phone, where a conversation covers the list. */
export const BackToInbox = () => (
  <a class="icon-button conversation-back" href={href({ name: 'inbox' })} aria-label="Back to conversations">
    <ArrowLeft size={20} />
  </a>
);
