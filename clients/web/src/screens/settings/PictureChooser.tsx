import { useRef, useState } from 'preact/hooks';
import { type Avatar, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { Button } from '../../components/button/Button.tsx';
import { lookAt, squareOf } from '../../state/pictures.ts';

interface PictureChooserProps {
  value: Avatar | null;
  onChange: (value: Avatar) => void;
  /** while a picture is cut and uploaded */
  busy: boolean;
  onBusy: (busy: boolean) => void;
}

/** Cuts a square out of a picture, and uploads it. It is the person's or the group's once the form is saved. */
export function PictureChooser({ value, onChange, busy, onBusy }: PictureChooserProps) {
  const chooser = useRef<HTMLInputElement>(null);
  const latest = useRef(value);
  latest.current = value;
  const [problem, setProblem] = useState<string>();
  const upload = async (file: File) => {
    onBusy(true);
    setProblem(undefined);
    try {
      const square = await squareOf(file);
      if (!square) {
        setProblem('This browser cannot show the file as a picture.');
        return;
      }
      const draft = await chat.attachments.prepare(square, lookAt);
      const { id, preview } = await chat.attachments.upload(draft);
      // What was chosen during the upload stays.
      if (latest.current === value) onChange({ picture: id, ...(preview === undefined ? {} : { preview }) });
    } catch (error) {
      setProblem(sentence(error));
    } finally {
      onBusy(false);
    }
  };
  return (
    <>
      <Button busy={busy} onClick={() => chooser.current?.click()}>
        Choose a picture…
      </Button>
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        hidden
        aria-label="Choose a picture"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) void upload(file);
          // The same file can be chosen again.
          currentTarget.value = '';
        }}
      />
      {problem && (
        <p class="form-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
