/** Stands in for protocol/address here: complains of what is certainly no address, and the chat of the rest. */
export const toAddress = (given: unknown): string | undefined =>
  /^\s*(https?(:|%)|\/|[\w-]+(\/|%))/i.test(String(given)) ? String(given) : undefined
