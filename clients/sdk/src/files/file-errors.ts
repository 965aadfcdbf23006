import { CoreChatError, type FileErrorCode } from '../errors.ts';

const SENTENCES: Record<FileErrorCode, string> = {
  file_empty: 'The file is empty.',
  file_unreadable: 'The file could not be read. Folders cannot be sent.',
  file_damaged: 'The picture is damaged, so the place in it cannot be removed. It is not sent.',
  file_lost: 'A file of this message is no longer on this device. Choose it again.',
  no_room: 'This device has no room to keep the files until they are sent. Send fewer or smaller ones.',
};

export const fileError = (code: FileErrorCode, cause?: unknown): CoreChatError =>
  new CoreChatError(code, { message: SENTENCES[code], cause });
