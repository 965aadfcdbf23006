/** How old a secret that a function has read may be, while it serves requests. deploy/rotation.ts waits for as long. */
export const SECRET_MAX_AGE_SECONDS = 5 * 60;
