/** Who wants digests of unread messages, for lib/digests. */
export {
  claimDigest,
  claimDigestMail,
  type DigestState,
  findDigestAddress,
  listDueDigests,
  planDigest,
  turnOffDigest,
  undoDigestMail,
} from './store/digests.ts';
