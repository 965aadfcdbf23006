import { systemText } from '../../../state/groups.ts';
import type { TimelineRow } from '../../../state/rows.ts';
import { fullTime } from '../../../state/times.ts';
import { DayDivider } from './DayDivider.tsx';

interface SystemRowProps {
  row: TimelineRow;
  index: number;
  tabIndex: 0 | -1;
  onFocus: (key: string) => void;
}

/** A change of the group, as a quiet line among the messages. */
export const SystemRow = ({ row, index, tabIndex, onFocus }: SystemRowProps) => (
  <div class="row" data-index={index} data-head={row.head || undefined}>
    {row.day && <DayDivider at={row.at} />}
    <div
      class="message system"
      tabIndex={tabIndex}
      title={fullTime(row.at)}
      onFocusIn={() => onFocus(row.key)}
    >
      {row.message && systemText(row.message)}
    </div>
  </div>
);
