/** A group in words. */
export const nameOf = ({ type, cause }) => `${type ?? 'unreadable messages'}: ${cause}`;

/** What to send to mean all of a group, whatever came to it since. */
export const choiceOf = ({ type, cause }) => type === null ? { messages: true, cause } : { type, cause };
