/** https://www.mongodb.com/docs/atlas/manage-connections-aws-lambda/ and the consistency that the product asks for. */
export const POOL = {
  maxPoolSize: 5,
  minPoolSize: 0,
  maxIdleTimeMS: 30_000,
  serverSelectionTimeoutMS: 3_000,
  writeConcern: { w: 'majority' },
  readConcern: { level: 'majority' },
};

/** The same resource as the product's. */
export const toMessage = ({ _id, from, to, text, seq, version, sentAt, editedAt, deletedAt, clientId }) => ({
  To: to,
  From: from,
  Message: text,
  Timestamp: sentAt,
  Id: String(_id),
  Seq: seq,
  Version: version,
  EditedAt: editedAt,
  DeletedAt: deletedAt,
  ClientId: clientId ?? null,
});
