/** How a property is checked: always the same cases, others with FUZZ_FIRST. */
export const runs = (numRuns: number) => ({ numRuns, seed: Number(process.env['FUZZ_FIRST'] ?? 1) })
