/** One client connection: cuts the byte stream into messages and answers them in their order. */
import type { Socket } from 'node:net';
import type { CommandContext, Dispatcher } from '../commands/dispatch.ts';
import type { Connection } from '../connection.ts';
import { errorReply, toServerError } from '../errors.ts';
import { encodeReply, HEADER_SIZE, MAX_MESSAGE_SIZE, parseMessage } from './message.ts';

/** Bytes of questions, and of answers, beyond which a client is not read from. */
const MAX_WAITING = 1024 * 1024;

export function serveConnection(socket: Socket, info: Connection, dispatcher: Dispatcher): void {
  let pending: Buffer[] = [];
  let size = 0;
  /** Answers leave in the order of the questions, although a write may wait for its fsync. */
  let last: Promise<void> = Promise.resolve();
  /** Bytes of questions that have no answer yet. */
  let unanswered = 0;

  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    pending.push(chunk);
    size += chunk.length;
    if (size < HEADER_SIZE) return;
    let buffer = pending.length === 1 ? (pending[0] as Buffer) : undefined;
    const wanted = (pending[0] as Buffer).length >= 4 ? (pending[0] as Buffer).readInt32LE(0) : 0;
    if (!buffer && size < wanted) return;
    buffer ??= Buffer.concat(pending, size);
    const rest = takeMessages(buffer);
    if (!rest) return;
    pending = rest.length > 0 ? [rest] : [];
    size = rest.length;
  });

  /** Handles all complete messages and returns what is left; undefined after a protocol error. */
  function takeMessages(buffer: Buffer): Buffer | undefined {
    let at = 0;
    while (buffer.length - at >= HEADER_SIZE) {
      const length = buffer.readInt32LE(at);
      if (length < HEADER_SIZE || length > MAX_MESSAGE_SIZE + HEADER_SIZE) {
        socket.destroy();
        return undefined;
      }
      if (buffer.length - at < length) break;
      handle(buffer.subarray(at, at + length));
      at += length;
    }
    return at === 0 ? buffer : buffer.subarray(at);
  }

  function handle(message: Buffer): void {
    const requestId = message.readInt32LE(4);
    const opCode = message.readInt32LE(12);
    const context: CommandContext = { connection: info };
    unanswered += message.length;
    if (unanswered > MAX_WAITING) socket.pause();
    last = previousThen(last, async () => {
      try {
        const request = parseMessage(message);
        const reply = await dispatcher.run(request.body, context, request.moreToCome);
        if (request.moreToCome || reply === undefined) return;
        send(encodeReply(request, reply));
      } catch (error) {
        send(encodeReply({ requestId, opCode }, errorReply(toServerError(error))));
      } finally {
        // The next command runs when the client has taken most of the answers before it.
        if (socket.writableLength > MAX_WAITING) await drained();
        unanswered -= message.length;
        if (unanswered <= MAX_WAITING) socket.resume();
      }
    });
  }

  function drained(): Promise<void> | undefined {
    if (socket.destroyed) return undefined;
    return new Promise((resolve) => {
      const done = (): void => {
        socket.off('drain', done).off('close', done);
        resolve();
      };
      socket.on('drain', done).on('close', done);
    });
  }

  function send(parts: Buffer[]): void {
    if (socket.destroyed) return;
    socket.cork();
    for (const part of parts) socket.write(part);
    socket.uncork();
  }
}

async function previousThen(previous: Promise<void>, next: () => Promise<void>): Promise<void> {
  await previous;
  await next();
}
