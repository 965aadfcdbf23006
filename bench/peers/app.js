/** The routes of both Express peers; how they reach MongoDB is given. */
import { createPublicKey } from 'node:crypto';
import express from 'express';
import { jwtVerify } from 'jose';

const PAGE = 200;

/** The first key of the product's ring: kid:public.X, an Ed25519 key as base64url (RFC 8037). */
const [, x] = /^[^:]+:public\.([\w-]+)/.exec(process.env.JWT_KEYS ?? '') ?? [];
const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });

async function authenticate(request, response, next) {
  const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (!token) return response.status(401).json({ message: 'No token' });
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['EdDSA'],
      issuer: process.env.JWT_ISSUER ?? 'corechat',
      audience: process.env.JWT_AUDIENCE ?? 'corechat-api',
    });
    request.user = payload.sub;
    return next();
  } catch {
    return response.status(401).json({ message: 'Invalid token' });
  }
}

const conversationOf = (one, other) => [one, other].sort().join(':');

export function createApp({ dynamo, BatchGetItemCommand, userExists, insert, list }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '128kb' }));

  app.post('/messages', authenticate, async (request, response) => {
    const { User: to, Message: text } = request.body ?? {};
    if (typeof to !== 'string' || typeof text !== 'string' || text === '' || text.length > 8000) {
      return response.status(400).json({ message: 'User and Message are required' });
    }
    if (!(await userExists(to))) return response.status(404).json({ message: 'Invalid user.' });
    const { user } = request;
    const conversation = conversationOf(user, to);
    const sentAt = new Date();
    // No order for everybody: the time is what there is.
    const order = { seq: sentAt.getTime(), version: 1 };
    await insert({ conversation, from: user, to, text, ...order, sentAt, editedAt: null, deletedAt: null });
    // Whoever is connected is told, as in the product: one look at the table of sockets, then a post to each (here nobody is).
    const table = `${process.env.TABLE_PREFIX}-connections`;
    const Keys = [...new Set([user, to])].map((name) => ({ key: { S: `peer#${name}` } }));
    await dynamo.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }));
    return response.status(201).json('Message has been sent.');
  });

  app.get('/messages', authenticate, async (request, response) => {
    const { User: peer, before, limit = PAGE } = request.query;
    if (typeof peer !== 'string') return response.status(400).json({ message: 'User is required' });
    const size = Math.min(Number(limit) || PAGE, PAGE);
    return response.json(await list(conversationOf(request.user, peer), before, size));
  });

  return app;
}
