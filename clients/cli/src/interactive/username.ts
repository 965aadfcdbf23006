const USERNAME = /^[\w.-]{3,32}$/;

/** Whether the API would take it as a name, so that a wrong one is said where it is typed. */
export const isUsername = (text: string): boolean => USERNAME.test(text);
