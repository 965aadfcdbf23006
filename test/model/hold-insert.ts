/** A database whose acknowledgement takes its time. */
import type { TcpFaults } from '../support/faults/tcp-faults.ts';

/** As it stands in an OP_MSG: the command's name is the first key of its document. */
const INSERT = Buffer.from('insert\0');

/** The next insert does not reach the database until it is released. */
export function holdNextInsert(proxy: TcpFaults): void {
  proxy.decide = (request) => {
    if (!request.includes(INSERT)) return 'pass';
    proxy.decide = undefined;
    return 'hold';
  };
}
