import type { DeskGroup } from '#server/desk/staff'

/** An open group in which nobody waits. */
export const group = (id: string, agentIds: string[], rest: Partial<DeskGroup> = {}): DeskGroup => ({
  id,
  agentIds,
  isOpen: true,
  waiting: 0,
  limit: null,
  ...rest
})
