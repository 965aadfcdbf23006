import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { drawPreview } from '../../../../state/pictures.ts';
import { FileCard } from './FileCard.tsx';
import { placeOf } from './place.ts';
import type { SentFileProps } from './sent-file.ts';
import { useAddress } from './use-address.ts';
import { Viewer } from './Viewer.tsx';

/** A picture in a message. Its place is kept free, so that nothing moves when it comes; its preview is shown until then. */
export function Picture({ file, tabIndex }: SentFileProps) {
  const { Id, Name, Preview } = file;
  const place = useRef<HTMLButtonElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { url, isBroken, onError } = useAddress(Id, place);
  const [isLoaded, setLoaded] = useState(false);
  const [isOpen, setOpen] = useState(false);
  useLayoutEffect(() => {
    if (Preview && canvas.current) drawPreview(Preview, canvas.current);
  }, [Preview]);
  if (isBroken) return <FileCard file={file} tabIndex={tabIndex} />;
  return (
    <>
      <button
        ref={place}
        type="button"
        class="picture"
        style={placeOf(file)}
        tabIndex={tabIndex}
        title={Name}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {!isLoaded && <canvas ref={canvas} class="picture-preview" width={1} height={1} />}
        {/* In the page from the beginning: its name is that of the button. */}
        <img
          {...(url && { src: url })}
          alt={Name}
          data-loaded={isLoaded || undefined}
          draggable={false}
          decoding="async"
          onLoad={() => setLoaded(true)}
          onError={url ? onError : undefined}
        />
      </button>
      {isOpen && <Viewer file={file} onClose={() => setOpen(false)} />}
    </>
  );
}
