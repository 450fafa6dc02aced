import { live } from '../live.ts'

export type Handler = (value?: unknown) => void

/** An unread message as `receivemessage` tells it. */
export type Received = { content: string; customName: string; msgId: string }

export type State = {
  /** The page keeps it: another evaluation of the script gives it other methods. */
  manager: Record<string, Function>
  handlers: Record<string, Handler[]>
  /** `userinfo`, which counts once the `load` handlers have run; the page may write to it until then. */
  user?: unknown
  /** What the page says of the entrance's and the window's look. */
  look: Record<string, any>
  unread: Received[]
}

/** Outlives one evaluation of the script, as all that hangs on the page's queue does. */
export var state: State = (live.v1 = (live.v1 as State | undefined) || {
  manager: {},
  handlers: {},
  look: {},
  unread: []
})
