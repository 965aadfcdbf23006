import { useLayoutEffect, useRef } from 'preact/hooks';
import { useAddress } from '../../screens/conversation/message/files/use-address.ts';
import { drawPreview } from '../../state/pictures.ts';
import { type AvatarPictureProps, drawnPicture } from './drawn-picture.ts';
import './avatar-picture.css';

/** On the initials, which stay where it cannot be loaded. */
function AvatarPicture({ picture, preview }: AvatarPictureProps) {
  const place = useRef<HTMLSpanElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { url, isBroken, onError } = useAddress(picture, place);
  useLayoutEffect(() => {
    if (preview && canvas.current) drawPreview(preview, canvas.current);
  }, [preview]);
  if (isBroken) return null;
  return (
    <span class="avatar-picture" ref={place}>
      {preview && <canvas ref={canvas} width={1} height={1} />}
      {url && <img src={url} alt="" draggable={false} decoding="async" onError={onError} />}
    </span>
  );
}

drawnPicture.value = AvatarPicture;
