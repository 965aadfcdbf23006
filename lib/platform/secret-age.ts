/** The maximum age of a secret in a function that serves requests. deploy/rotation.ts waits this long. */
export const SECRET_MAX_AGE_SECONDS = 5 * 60;
