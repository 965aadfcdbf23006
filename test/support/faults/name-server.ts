/** A DNS server with a few records (RFC 1035), for what asks for SRV and TXT. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const SRV = 33;
const TXT = 16;
const HEADER_BYTES = 12;

/** The answer for every name. */
export interface Records {
  port: number;
  target: string;
  txt: string;
}

const label = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
const encodeName = (name: string) => Buffer.concat([...name.split('.').map(label), Buffer.from([0])]);

/** A name ends with a zero; type and class follow. */
const endOfQuestion = (query: Buffer) => query.indexOf(0, HEADER_BYTES) + 5;
const typeOf = (query: Buffer) => query.readUInt16BE(endOfQuestion(query) - 4);

function answer(query: Buffer, { port, target, txt }: Records): Buffer {
  const questionEnd = endOfQuestion(query);
  const type = typeOf(query);
  const place = Buffer.alloc(6);
  place.writeUInt16BE(port, 4);
  const data: Record<number, Buffer> = {
    [SRV]: Buffer.concat([place, encodeName(target)]),
    [TXT]: label(txt),
  };
  const found = data[type];
  const header = Buffer.from(query.subarray(0, questionEnd));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(found ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  if (!found) return header;
  // The name is the question's, then type, class IN, 60 seconds, and the length of the data.
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, type, 0, 1, 0, 0, 0, 60, 0, found.length]);
  return Buffer.concat([header, record, found]);
}

export interface NameServer {
  /** as dns.setServers takes it */
  address: string;
  asked: Set<'SRV' | 'TXT' | 'other'>;
  close(): void;
}

export async function startNameServer(records: Records): Promise<NameServer> {
  const socket = createSocket('udp4');
  const asked: NameServer['asked'] = new Set();
  socket.on('message', (query, { port, address }) => {
    const type = typeOf(query);
    asked.add(type === SRV ? 'SRV' : type === TXT ? 'TXT' : 'other');
    socket.send(answer(query, records), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => socket.close() };
}
