import { StatementSync } from 'node:sqlite'

// Preloaded into the server when it is to be explained: how long each SQL statement takes.

type Cost = { calls: number; ms: number; longest: number }

const costs = new Map<string, Cost>()
Object.assign(globalThis, { openzcStatements: costs })

for (const name of ['run', 'all'] as const) {
  const original = StatementSync.prototype[name] as (...parameters: unknown[]) => unknown
  Object.assign(StatementSync.prototype, {
    [name](this: StatementSync, ...parameters: unknown[]) {
      const startedAt = performance.now()
      try {
        return original.apply(this, parameters)
      } finally {
        note(shorten(this.sourceSQL), performance.now() - startedAt)
      }
    }
  })
}

function note(sql: string, ms: number) {
  const cost = costs.get(sql) ?? { calls: 0, ms: 0, longest: 0 }
  costs.set(sql, {
    calls: cost.calls + 1,
    ms: cost.ms + ms,
    longest: Math.max(cost.longest, ms)
  })
}

/** Statements that differ only by their number of rows are one. */
function shorten(sql: string): string {
  return sql
    .replace(/\s+/g, ' ')
    .replace(/\(\?(, \?)*\)(, \(\?(, \?)*\))*/g, '(?)')
    .slice(0, 160)
}
