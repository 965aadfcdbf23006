/** Which texts look empty. The SDK has a copy of this file, so it imports nothing. */

/**
 * A character that shows something. Default ignorable are joiners, variation selectors and the Hangul fillers; of the
 * others, U+2800 is a Braille cell without dots, U+1D159 a note without a head, and U+FFF9–FFFB mark annotations.
 */
const VISIBLE = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb\u{1d159}]/u;

/** Whether nothing of the text can be seen: spaces, control and format characters, and characters without a shape. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);
