/** The floor of a function that reads: the driver, and one query. */
import { MongoClient } from 'mongodb';

const client = new MongoClient(process.env.MONGODB_URI ?? '', { readConcern: { level: 'majority' } });

export const handler = async () => {
  const found = await client
    .db(process.env.MONGODB_DATABASE)
    .collection('messages')
    .find({ conversation: '~eiziH_HTeY2we92ZkB6Qyw', onlyFor: { $in: [null, 'sample-alice'] } })
    .sort({ seq: -1 })
    .limit(51)
    .toArray();
  return { statusCode: 200, headers: {}, body: JSON.stringify(found) };
};
