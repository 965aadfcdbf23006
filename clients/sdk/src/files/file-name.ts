/** The name under which a file is sent: one line of plain text, without a path. */

const MAX_CHARACTERS = 255;

/** Path characters of all systems, and what hides or turns around the rest of a name: `photo\u202egnp.exe`. */
const UNWANTED = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*\\/]/gu;

/** @returns the end that says what the file is, such as `.jpeg`; '' without one */
const extensionOf = (name: string): string => /\.\w{1,10}$/.exec(name)?.[0] ?? '';

/** @param given as a browser or a system has it, with or without a path */
export function cleanName(given: string): string {
  const last = given.split(/[\\/]/).findLast((part) => part !== '') ?? '';
  const plain = last.replace(UNWANTED, '').normalize('NFC').replace(/\s+/g, ' ').trim();
  // Hidden files, and the names of folders.
  const name = plain.replace(/^\.+/, '') || 'file';
  const characters = [...name];
  if (characters.length <= MAX_CHARACTERS) return name;
  const extension = extensionOf(name);
  return characters.slice(0, MAX_CHARACTERS - extension.length).join('') + extension;
}
