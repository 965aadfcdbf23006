import { Check } from 'lucide-preact';
import './tick.css';

/** How far a message of the user got: a bare check once it is sent, a filled disc once it is read. */
export const Tick = ({ tick, suffix = '' }: { tick: 'sent' | 'read'; suffix?: string }) => (
  <span class="tick" data-read={tick === 'read' || undefined}>
    <span class="tick-shape" aria-hidden="true">
      <Check size={tick === 'read' ? 10 : 14} strokeWidth={tick === 'read' ? 4 : 2} />
    </span>
    <span class="hidden-text">
      {tick === 'read' ? 'Read' : 'Sent'}
      {suffix}
    </span>
  </span>
);
