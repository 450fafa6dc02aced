import * as v from 'valibot'
import { Summary } from '#protocol/desk'
import { ask } from './api.ts'

/** Where the list of ended conversations goes on. */
export type EndedPlace = { at: number; cid?: string }

const Ended = v.object({ conversations: v.array(Summary), more: v.boolean() })

/** A page of those that ended before that place, the newest first. */
export const endedBefore = ({ at, cid }: EndedPlace) =>
  ask(
    `/api/agent/ended?${new URLSearchParams({ at: String(at), ...(cid === undefined ? {} : { cid }) })}`,
    Ended
  )

/** One that is in no inbox any more. */
export const conversation = (cid: string) =>
  ask(`/api/agent/conversations/${encodeURIComponent(cid)}`, Summary)
