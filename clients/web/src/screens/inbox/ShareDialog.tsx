import { go } from '../../app/router.ts';
import { joined } from '../../state/drafts.ts';
import { sharedText } from '../../state/shared.ts';
import { readDraft, writeDraft } from '../../state/user-drafts.ts';
import { TargetDialog } from '../conversation/message/TargetDialog.tsx';

/** What another app shares becomes the draft of a conversation: the user sees it once more before it is sent. */
export function ShareDialog() {
  const text = sharedText.value;
  if (text === '') return null;
  return (
    <TargetDialog
      title="Share with"
      text={text}
      onClose={() => {
        sharedText.value = '';
      }}
      onPick={async ({ to }) => {
        writeDraft(to, joined(readDraft(to), text));
        go({ name: 'chat', peer: to });
      }}
    />
  );
}
