/** What the functions and the local stand-in of S3 have in common. */
export const FILES_BUCKET = 'corechat-local-files';

/** The stand-in listens on the loopback address only, and checks that requests are signed with this. */
export const FILES_KEY = { id: 'local', secret: 'local' } as const;
