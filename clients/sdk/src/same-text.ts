const comparable = (text: string): string => text.replace(/\r\n?/g, '\n').trimEnd();

/** Whether an edit of one text to the other changes nothing: texts that differ only in line ends or trailing space are the same. */
export const isSameText = (one: string, other: string): boolean => comparable(one) === comparable(other);
