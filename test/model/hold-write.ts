/** A database whose acknowledgement takes its time. */
import type { TcpFaults } from '../support/faults/tcp-faults.ts';

function holdNext(proxy: TcpFaults, isIt: (request: Buffer) => boolean): void {
  proxy.decide = (request) => {
    if (!isIt(request)) return 'pass';
    proxy.decide = undefined;
    return 'hold';
  };
}

/** As it stands in an OP_MSG: the command's name is the first key of its document, and its value the collection. */
const INSERT = Buffer.from('insert\0');
const [UPDATE, OF_MESSAGES] = [Buffer.from('findAndModify\0'), Buffer.from('\0messages\0')];

/** The next insert does not reach the database until it is released. */
export const holdNextInsert = (proxy: TcpFaults): void =>
  holdNext(proxy, (request) => request.includes(INSERT));

const [WRITES, OF_MEMBERSHIPS] = [[Buffer.from('update\0'), UPDATE], Buffer.from('\0memberships\0')];

/** The next change of a membership does not reach the database until it is released. */
export const holdNextMembership = (proxy: TcpFaults): void =>
  holdNext(
    proxy,
    (request) => request.includes(OF_MEMBERSHIPS) && WRITES.some((command) => request.includes(command)),
  );

/**
 * Waits until the change of a message that this work makes is held back, or the work is done without one. Changes of conversations
 * pass.
 */
export async function untilHeld(proxy: TcpFaults, work: Promise<void> | undefined): Promise<void> {
  const { holding } = proxy;
  let settled = false;
  void work?.finally(() => {
    settled = true;
  });
  holdNext(proxy, (request) => request.includes(UPDATE) && request.includes(OF_MESSAGES));
  while (!settled && proxy.holding === holding) await new Promise((resolve) => setImmediate(resolve));
  proxy.decide = undefined;
}
