/** Error messages for people. */
import { CoreChatError, type ErrorCode, type FileErrorCode } from './errors.ts';

/** Errors of files have theirs as their message, because the code for files is fetched later. */
const sentences: Record<Exclude<ErrorCode, FileErrorCode>, string> = {
  network: 'CoreChat cannot be reached. Check the connection and try again.',
  timeout: 'CoreChat takes too long to answer. Try again in a moment.',
  bad_response: 'CoreChat sent an unexpected response. Try again in a moment.',
  refused: 'A proxy or firewall between you and CoreChat refused this request.',
  not_logged_in: 'You are not logged in.',
  discarded: 'The message was discarded before it was sent.',
  unknown_user: 'There is no account of that name.',
  wrong_password: 'The password is not right.',
  username_taken: 'This username is already taken.',
  user_not_found: 'There is no user of that name.',
  validation_failed: 'Some fields are missing or wrong.',
  unauthenticated: 'You are not logged in.',
  invalid_token: 'Your session is no longer valid. Log in again.',
  token_expired: 'Your session has expired. Log in again.',
  invalid_recovery_code: 'The username or the code is not right, or the code was used or has expired.',
  invalid_refresh_token: 'Your session has expired. Log in again.',
  refresh_token_reused: 'Your session was ended for safety. Log in again.',
  session_ended: 'Your session has ended. Log in again.',
  session_not_found: 'That device is already logged out.',
  account_suspended: 'This account is suspended.',
  registration_closed: 'This server takes no new accounts.',
  invalid_invite: 'This invitation is wrong, expired or used up. Ask for a new one.',
  email_domain_refused: 'This server takes email addresses of certain organizations only.',
  directory_off: 'This server does not list people. Enter an exact username.',
  own_message: 'You cannot report your own message.',
  user_blocked: 'You have blocked this person. Unblock them first.',
  too_many_pins: 'You can pin 10 conversations: take one from the top first.',
  too_many_pinned_messages: 'A conversation can have 50 pinned messages: unpin one first.',
  too_many_saved_messages: 'You can save 1,000 messages: remove one first.',
  forwarded_message: 'A forwarded message cannot be edited.',
  too_many_reactions: 'This message has as many reactions as it can take.',
  reply_elsewhere: 'The message that you answer is not in this conversation.',
  not_group_admin: 'Only owners and admins of the group can do this.',
  not_group_owner: 'Only owners of the group can do this.',
  posting_restricted: 'Only owners and admins write in this group.',
  invitation_needed: 'This person joins groups by invitation only. Invite them.',
  member_not_found: 'This person is not in the group.',
  conversation_closed: 'This group is closed. It can be read, and not changed.',
  system_message: 'This message announces a change of the group, and cannot be changed.',
  group_full: 'The group has as many members as it can take.',
  too_many_admins: 'The group has as many owners and admins as it can take.',
  too_many_groups: 'This person is in as many groups as a person can be.',
  too_many_invites: 'The group has as many open invitations as it can take. Revoke one first.',
  last_owner: 'A group needs an owner. Make another member an owner first.',
  invite_expired: 'This invitation is unknown, expired or used up. Ask for a new one.',
  file_too_large: 'The file is larger than this server takes.',
  quota_exceeded: 'Your files take all the room that you have. Delete messages with files first.',
  storage_full: 'This server has no room for more files.',
  files_unavailable: 'Files cannot be reached for a moment. Try again shortly.',
  files_disabled: 'This server takes no files.',
  email_unconfirmed: 'Confirm your email address first.',
  invalid_unsubscribe_link: 'This link is not complete. Use the one of the mail.',
  mail_disabled: 'This server sends no mail.',
  mail_refused: 'There is no such mailbox. Correct the address.',
  mail_unavailable: 'The mail could not be sent. Try again later.',
  invalid_mail_code: 'The code is not right, was used, or has expired. Ask for a new one.',
  push_disabled: 'This server sends no notifications.',
  attachment_not_found: 'This file does not exist, or you may not see it.',
  attachment_not_uploaded: 'A file was not uploaded to its end. Send it again.',
  attachment_pending: 'The file is still being checked for viruses. Try again in a moment.',
  attachment_in_use: 'A file is part of another message already. Choose it again.',
  attachment_refused: 'A file is not what its type says, or tells where it was taken. It is not sent.',
  not_your_message: 'Only its sender can change a message.',
  message_not_found: 'This message does not exist.',
  message_deleted: 'This message was deleted.',
  conversation_not_found: 'There is no such conversation, or you are not in it.',
  client_id_conflict: 'This message was already sent with another text.',
  watermark_backwards: 'A later message was already marked as read.',
  watermark_beyond_end: 'The conversation has no such message yet.',
  too_many_contacts: 'You have written to many new people today. Try again tomorrow.',
  rate_limited: 'That was too much at once. Wait a moment and try again.',
  service_unavailable: 'CoreChat is busy or down for a moment. Try again shortly.',
  internal_error: 'Something went wrong on the side of CoreChat. Try again in a moment.',
  payload_too_large: 'This is too long to be sent.',
  resync_required: 'This view is out of date. Load it again.',
  invalid_sync_token: 'This view is out of date. Load it again.',
  invalid_cursor: 'This list has changed. Load it again.',
  unknown_connection: 'The live connection was lost.',
  invalid_ticket: 'The live connection was refused. Try again in a moment.',
  origin_not_allowed: 'CoreChat does not accept connections from this page.',
  cookie_header_missing: 'CoreChat refused the request of this page.',
  route_not_found: 'The server does not know this request. Check the address.',
  method_not_allowed: 'The server does not accept this request.',
  malformed_json: 'The server could not read the request.',
  duplicate_key: 'The server could not read the request.',
  unknown_frame_type: 'The server could not read the request.',
  unsupported_media_type: 'The server could not read the request.',
};

/** `first_name` as people read it. An error about a whole request has no field. */
const label = (field: string): string => {
  if (field === '') return 'The request';
  if (field === 'q') return 'The search';
  const words = field.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Only a name under attack makes its owner wait for longer. */
const HOUR_MS = 60 * 60 * 1000;

/** Rounded up, so that trying again then succeeds. */
function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1_000);
  const minutes = Math.ceil(seconds / 60);
  const [count, unit] =
    seconds <= 120
      ? [seconds, 'second']
      : minutes <= 120
        ? [minutes, 'minute']
        : [Math.ceil(minutes / 60), 'hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** One plain English sentence, or one per wrong field, for any thrown value. */
export function sentence(error: unknown): string {
  if (!(error instanceof CoreChatError)) return 'Something unexpected went wrong.';
  const { code, fields, pageOrigin } = error;
  if (code === 'network' && pageOrigin) {
    return `${sentences.network} Perhaps the server does not accept calls from ${pageOrigin} (CORS_ORIGINS).`;
  }
  if (code === 'validation_failed' && fields && fields.length > 0) {
    return fields.map(({ field, detail }) => `${label(field)} ${detail}.`).join(' ');
  }
  if (code === 'rate_limited' && error.retryAfterMs && error.retryAfterMs > HOUR_MS) {
    return `Too many wrong passwords were tried for this name. Use a device where you have logged in before, another network or a recovery code, or try again in ${duration(error.retryAfterMs)}.`;
  }
  if (code === 'rate_limited' && error.retryAfterMs) {
    return `That was too much at once. Try again in ${duration(error.retryAfterMs)}.`;
  }
  // It names the people without an account.
  if (code === 'user_not_found' && error.detail) return `${error.detail}.`;
  // A newer server has codes that are unknown here; its title can be shown.
  return sentences[code as keyof typeof sentences] ?? error.message;
}
