import { X } from 'lucide-preact';
import { IconButton } from '../../../components/button/Button.tsx';
import type { ComposerMode } from './modes/mode.ts';

/** Says what the composer does, where that is not sending. */
export function ModeBanner({ banner, leave }: ComposerMode) {
  if (!banner) return null;
  return (
    <div class="composer-editing">
      <span class="composer-editing-text">
        <strong>{banner.title}</strong> <bdi>{banner.text}</bdi>
      </span>
      <IconButton label={banner.leaveLabel} onClick={() => leave?.()}>
        <X size={18} />
      </IconButton>
    </div>
  );
}
