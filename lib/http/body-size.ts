/** The longest bodies, in bytes of JSON in which every character is escaped, \uXXXX or \uXXXX\uXXXX. */
const KIB = 1024;

/** By default: names, identifiers and an access token. */
export const BODY_MAX_BYTES = 4 * KIB;

/** Passwords, and texts of up to 1,000 characters. */
export const FORM_BODY_MAX_BYTES = 16 * KIB;

/** A message of 8,000 characters, and its other fields. */
export const MESSAGE_BODY_MAX_BYTES = 128 * KIB;
