const USERNAME = /^[\w.-]{3,32}$/;

/** Whether the API accepts it as a username, so that an error shows where it is typed. */
export const isUsername = (text: string): boolean => USERNAME.test(text);
