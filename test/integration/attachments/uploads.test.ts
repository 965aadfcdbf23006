/**
 * Uploads over a network that cuts connections at random: every acknowledged one is complete, none is doubled, no byte of the others is left
 * after the clean-up, and the quotas are exact. `UPLOADS=1000 npm run test:integration -- attachments/uploads` is the full count.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { Random } from '../../../local/demo/random.ts';
import { TcpFaults } from '../../support/faults/tcp-faults.ts';
import { buildContext, call } from '../../support/http/gateway.ts';
import type { Person } from '../../support/people/people.ts';

const COUNT = Number(process.env.UPLOADS ?? 60);
const SEED = process.env.SEED ?? randomUUID();
const AT_ONCE = 6;
const PEOPLE = 4;
/** Of one person; about a tenth of the files does not fit. */
const QUOTA = Math.ceil((COUNT / PEOPLE) * 0.8) * 5_000;

const faults = new TcpFaults(process.env.AWS_ENDPOINT_URL_S3 ?? '', { seed: SEED });
// Before anything of lib is loaded, which reads them once. Clients and functions reach the bucket through it.
process.env.AWS_ENDPOINT_URL_S3 = `http://${await faults.listen()}`;
process.env.RATE_LIMITS = 'off';
process.env.FILES_PER_PERSON_BYTES = String(QUOTA);
process.env.FILES_TOTAL_BYTES = String(PEOPLE * QUOTA);

const { handler: createHandler } = await import('../../../functions/attachments/create.ts');
const { handler: sweepHandler } = await import('../../../functions/attachments/sweep.ts');
const { handler: sendHandler } = await import('../../../functions/messages/send.ts');
const { setClock } = await import('#lib/platform/clock.ts');
const { readStart } = await import('#lib/platform/files.ts');
const { collection } = await import('#lib/platform/mongo.ts');
const { createPerson } = await import('../../support/people/people.ts');
const { download } = await import('../../support/people/files.ts');
const { accept } = await import('../../support/people/two-people.ts');

const rows = collection<{ _id: string; owner?: string; size: number; message?: string }>('attachments');
const messages = collection<{ _id: unknown; from: string; attachments?: { id: string }[] }>('messages');

const ATTEMPTS = 30;

/** Until it has an answer that another attempt would not change. Half of a file is 400, as its checksum is another. */
async function persist<Answer extends { status: number }>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask().catch(() => undefined);
    if (answer && ![400, 500, 503].includes(answer.status)) return answer;
    if (attempt === ATTEMPTS) throw new Error(`no answer after ${ATTEMPTS} attempts: ${answer?.status}`);
  }
}

interface Outcome {
  id?: string;
  message?: string;
  bytes: Buffer;
  owner: Person;
}

/** What a client does with a file: each request is repeated until it is answered, and some are although they were. */
async function uploadOne(owner: Person, peer: Person, random: Random): Promise<Outcome> {
  const bytes = randomBytes(1 + Math.floor(random.next() * 10_000));
  const isTwice = () => random.chance(0.2);
  const [file, send] = [randomUUID(), randomUUID()];
  const create = () =>
    call(createHandler, {
      method: 'POST',
      path: '/attachments',
      token: owner.token,
      body: {
        Name: `${file}.bin`,
        Type: 'application/octet-stream',
        Size: bytes.length,
        Sha256: createHash('sha256').update(bytes).digest('hex'),
        ClientId: file,
      },
    });
  if (isTwice()) await create();
  const created = await persist(create);
  if (created.status !== 201) return { bytes, owner };
  const { Id: id, Upload } = created.body;
  const put = () =>
    fetch(Upload.Url, { method: 'PUT', headers: Upload.Headers, body: new Uint8Array(bytes) });
  // Some are given up: before, amid and after the upload.
  if (random.chance(0.05)) return { id, bytes, owner };
  if (random.chance(0.05)) {
    await put().catch(() => undefined);
    return { id, bytes, owner };
  }
  const uploaded = await persist(put);
  expect([200, 412]).toContain(uploaded.status);
  if (random.chance(0.05)) return { id, bytes, owner };
  const body = { User: peer.username, Message: '', Attachments: [id], ClientId: send };
  const headers = { prefer: 'return=representation' };
  const post = () =>
    call(sendHandler, { method: 'POST', path: '/messages', token: owner.token, headers, body });
  if (isTwice()) await Promise.all([post(), post()]);
  const sent = await persist(post);
  expect(sent.status).toBe(201);
  return { id, message: sent.body.Id, bytes, owner };
}

test(
  `${COUNT} uploads with the connection cut at random`,
  async () => {
    const people = await Promise.all(
      Array.from({ length: PEOPLE }, (_, index) => createPerson(`up-${index}`)),
    );
    const peer = await createPerson('peer');
    for (const person of people) await accept(person, peer);
    faults.rates = {
      cut: 0.05,
      'lose the answer': 0.08,
      'half a request': 0.05,
      'half an answer': 0.03,
      refuse: 0.03,
    };
    const outcomes: Outcome[] = [];
    let next = 0;
    const work = async () => {
      for (let index = next++; index < COUNT; index = next++) {
        const owner = people[index % PEOPLE] as Person;
        outcomes.push(await uploadOne(owner, peer, new Random(`${SEED}/${index}`)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    faults.rates = {};
    const disturbed = Object.entries(faults.counts).filter(([fault]) => fault !== 'pass');
    expect(disturbed.length, SEED).toBeGreaterThan(2);

    const all = (await rows.find().toArray()).map(({ _id }) => _id);
    setClock(() => Date.now() + 25 * 60 * 60 * 1000);
    await sweepHandler({}, buildContext());
    setClock();

    const acknowledged = outcomes.filter(({ message }) => message !== undefined);
    expect(acknowledged.length, SEED).toBeGreaterThan(COUNT / 4);
    expect(acknowledged.length, SEED).toBeLessThan(COUNT);
    // Complete.
    for (const { id = '', bytes, owner } of acknowledged) {
      for (const reader of [owner, peer]) {
        const found = await download(reader, id);
        expect(bytes.equals(Buffer.from(await found.arrayBuffer())), SEED).toBe(true);
      }
    }
    // None doubled.
    const written = await messages.find({ attachments: { $exists: true } }).toArray();
    expect(written.map(({ attachments = [] }) => attachments.map(({ id }) => id).join()).sort()).toEqual(
      acknowledged.map(({ id }) => id).sort(),
    );
    // Nothing left of the others.
    const kept = new Set(acknowledged.map(({ id }) => id));
    for (const id of all.filter((each) => !kept.has(each)))
      expect(await readStart(`attachments/${id}`, AbortSignal.timeout(5_000)), SEED).toBeNull();
    const left = await rows.find().toArray();
    expect(left.map(({ _id }) => _id).sort()).toEqual([...kept].sort());
    // Exact.
    const sizeOf = (list: { bytes: Buffer }[]) => list.reduce((sum, { bytes }) => sum + bytes.length, 0);
    for (const person of people) {
      const used = left.filter(({ owner }) => owner === person.username);
      expect(used.reduce((sum, { size }) => sum + size, 0)).toBe(
        sizeOf(acknowledged.filter(({ owner }) => owner === person)),
      );
    }
    const [total] = await collection<{ _id: string; bytes: number }>('filetotals').find().toArray();
    expect(total?.bytes, SEED).toBe(sizeOf(acknowledged));
    await faults.close();
  },
  60_000 + COUNT * 1_500,
);
