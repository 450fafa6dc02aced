/** A list of ids as a column holds it. */
export const toIds = (text: string): string[] => (text === '' ? [] : text.split(' '))
