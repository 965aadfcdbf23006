/** A group whose events go over the queue, through `npm start`: gateway, queue server, event sources and bundles. */
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedServer, STAND_INS } from '../../local/servers.ts';
import { bearer, http } from '../support/http/http.ts';
import { registration } from '../support/people/registration.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';
import { LiveSocket } from '../support/sockets/live-socket.ts';

/** Above the audience that is pushed to at once, in several batches. */
const MEMBERS = 300;
const DATABASE = 'large-group';

let database: EmbeddedServer;
let product: Product;
let url: string;

beforeAll(async () => {
  database = await STAND_INS.mongodb.start(undefined);
  const env = { MONGODB_URI: database.address, MONGODB_DATABASE: DATABASE };
  product = await startProduct(await makeDataDir(), { env });
  url = product.url;
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
  await database.stop(500);
});

async function enter(username: string): Promise<string> {
  const form = registration(username);
  await http('POST', `${url}/Register`, form);
  return (await http('POST', `${url}/Login`, { username, password: form.password })).body.Token;
}

/** Members without accounts, as if they had been there from the beginning. */
async function fill(id: string): Promise<void> {
  const client = await MongoClient.connect(database.address);
  const others = Array.from({ length: MEMBERS }, (_, index) => `member-${index}`);
  await client
    .db(DATABASE)
    .collection<{ _id: string; members: string[] }>('conversations')
    .updateOne({ _id: id }, { $push: { members: { $each: others } } });
  await client.close();
}

test('a message, its edit and its deletion reach members within seconds, each once', async () => {
  const [alice, bob] = [await enter('alice'), await enter('bob')];
  await http('PATCH', `${url}/me`, { add_to_groups: 'everybody' }, bearer(bob));
  const form = { Name: 'Everybody', Members: ['bob'], ClientId: 'the-group' };
  const { body: group } = await http('POST', `${url}/groups`, form, bearer(alice));
  const [hers, his] = [await LiveSocket.open(url, alice), await LiveSocket.open(url, bob)];
  await fill(group.Conversation);

  const { status } = await http(
    'POST',
    `${url}/messages`,
    { Conversation: group.Conversation, Message: 'Hello everybody' },
    bearer(alice),
  );
  expect(status).toBe(201);
  const created = await his.frame('message.created');
  expect(created).toMatchObject({
    conversation: group.Conversation,
    data: { Message: 'Hello everybody', Reactions: [] },
  });
  const { Id } = (created as { data: { Id: string } }).data;
  await http('PATCH', `${url}/messages/${Id}`, { Message: 'Hello all' }, bearer(alice));
  expect(await his.frame('message.updated')).toMatchObject({ data: { Id, Message: 'Hello all' } });
  await http('DELETE', `${url}/messages/${Id}`, undefined, bearer(alice));
  await his.frame('message.deleted');
  await hers.frame('message.deleted');
  for (const socket of [hers, his]) {
    const types = socket.frames.map(({ type }) => type).filter((type) => type.startsWith('message.'));
    expect(types).toEqual(['message.created', 'message.updated', 'message.deleted']);
    socket.close();
  }
}, 60_000);
