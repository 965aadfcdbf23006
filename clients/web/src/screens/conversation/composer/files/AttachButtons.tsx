import { Camera, Paperclip } from 'lucide-preact';
import { useRef } from 'preact/hooks';
import { IconButton } from '../../../../components/button/Button.tsx';
import { hasKeyboard } from '../keyboard.ts';
import { addFiles, trayOf } from './tray.ts';

/** Chooses files; on a telephone also from its camera. @param draft key of the draft */
export function AttachButtons({ draft, onAdded }: { draft: string; onAdded: () => void }) {
  return (
    <>
      <Chooser draft={draft} onAdded={onAdded} label="Attach files" Icon={Paperclip} multiple />
      {!hasKeyboard() && (
        <Chooser
          draft={draft}
          onAdded={onAdded}
          label="Take a picture"
          Icon={Camera}
          accept="image/*"
          capture="environment"
        />
      )}
    </>
  );
}

interface ChooserProps {
  draft: string;
  onAdded: () => void;
  label: string;
  Icon: typeof Camera;
  multiple?: boolean;
  accept?: string;
  capture?: 'environment';
}

function Chooser({ draft, onAdded, label, Icon, ...input }: ChooserProps) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={label} class="composer-attach" onClick={() => chooser.current?.click()}>
        <Icon size={20} />
      </IconButton>
      <input
        {...input}
        ref={chooser}
        type="file"
        hidden
        aria-label={label}
        onChange={({ currentTarget }) => {
          addFiles(trayOf(draft), [...(currentTarget.files ?? [])]);
          // The same file can be chosen again.
          currentTarget.value = '';
          onAdded();
        }}
      />
    </>
  );
}
