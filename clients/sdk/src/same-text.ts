const comparable = (text: string): string => text.replace(/\r\n?/g, '\n').trimEnd();

/** Whether the server takes an edit of one text to the other for no change: line ends and trailing space are no difference. */
export const isSameText = (one: string, other: string): boolean => comparable(one) === comparable(other);
