/** The next commits bring what belongs here. */
export const comes = 'later'
