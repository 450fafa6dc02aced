/** The roles of a company's staff; each may what those before it may. */
export type Rank = 'agent' | 'lead' | 'admin'

/** `own`: of a conversation that this agent holds or that nobody holds, or of what this agent has made. */
export type Reach = 'any' | 'own' | 'none'

// What staff may do. The server goes by it, the workbench shows buttons by it, the tests walk it.
export const PERMISSIONS = {
  note: { agent: 'any', lead: 'any', admin: 'any' },
  recall: { agent: 'own', lead: 'own', admin: 'own' },
  release: { agent: 'own', lead: 'any', admin: 'any' },
  transfer: { agent: 'own', lead: 'any', admin: 'any' },
  'add-agent': { agent: 'own', lead: 'any', admin: 'any' },
  'remove-agent': { agent: 'own', lead: 'any', admin: 'any' },
  end: { agent: 'own', lead: 'any', admin: 'any' },
  block: { agent: 'own', lead: 'any', admin: 'any' },
  unblock: { agent: 'own', lead: 'any', admin: 'any' },
  summary: { agent: 'own', lead: 'any', admin: 'any' },
  'shared-replies': { agent: 'none', lead: 'any', admin: 'any' }
} as const satisfies Record<string, Record<Rank, Reach>>

export type Action = keyof typeof PERMISSIONS

export function may(rank: Rank | undefined, action: Action, isOwn: boolean): boolean {
  const reach: Reach = PERMISSIONS[action][rank ?? 'agent']
  return reach === 'any' || (reach === 'own' && isOwn)
}
