import { useEffect } from 'preact/hooks';
import { refreshLinkPreviews, wantsLinkPreviews } from '../../../state/link-previews.ts';
import type { TimelineRow } from '../../../state/rows.ts';
import './link-card.css';

interface LinkCardProps {
  row: TimelineRow;
  tabIndex: 0 | -1;
}

/** What the first link of a message leads to, below the text. The host is that of the link: a site can call itself anything. */
export function LinkCard({ row, tabIndex }: LinkCardProps) {
  useEffect(refreshLinkPreviews, []);
  const preview = row.message?.Preview;
  const url = preview && URL.parse(preview.Url);
  if (!preview || !url || !/^https?:$/.test(url.protocol) || !wantsLinkPreviews()) return null;
  const { Site, Title, Description } = preview;
  const host = url.host.replace(/^www\./, '');
  const names = Site && Site.toLowerCase() !== host;
  return (
    <a
      class="link-card"
      href={url.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      tabIndex={tabIndex}
    >
      <span class="hidden-text">Link preview: </span>
      <span class="link-card-site">
        {names && (
          <>
            <bdi>{Site}</bdi>
            {' · '}
          </>
        )}
        <bdi>{host}</bdi>
      </span>
      <span class="link-card-title" dir="auto">
        {Title}
      </span>
      {Description && (
        <span class="link-card-text" dir="auto">
          {Description}
        </span>
      )}
    </a>
  );
}
