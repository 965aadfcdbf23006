/** https://www.mongodb.com/docs/atlas/manage-connections-aws-lambda/ and the consistency that the product asks for. */
export const POOL = {
  maxPoolSize: 5,
  minPoolSize: 0,
  maxIdleTimeMS: 30_000,
  serverSelectionTimeoutMS: 3_000,
  writeConcern: { w: 'majority' },
  readConcern: { level: 'majority' },
};

export const toMessage = ({ _id, from, to, text, sentAt }) => ({
  Id: String(_id),
  From: from,
  To: to,
  Message: text,
  Timestamp: sentAt,
});
