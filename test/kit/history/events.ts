/** Where and when: `t` is from one clock for all clients of a run (`process.hrtime`), in any unit. */
type At = { t: number; client: string }

/**
 * What clients noted, in any order. Send attempts that were neither acked nor refused may or may not
 * have had an effect. A `session` is one logical receiver: it goes on over reconnects until a `reset`.
 */
export type Event = At &
  (
    | { type: 'invoke'; uid: string; sender: string; clientId: string; text: string }
    | { type: 'ok'; uid: string; clientId: string; id: string; seq: number }
    | { type: 'fail'; uid: string; clientId: string; code: string }
    | Deliver
    | { type: 'reset'; session: string; uid: string }
    | Receipt
  )

/** An entry was applied, after the client's own removal of duplicates. */
export type Deliver = {
  type: 'deliver'
  session: string
  uid: string
  seq: number
  id: string
  clientId?: string | null
  text: string | null
}

export type Receipt = {
  type: 'receipt'
  session: string
  uid: string
  role: string
  delivered: number
  read: number
}

/** A stored entry. Without `clientId` the server made it itself; without `text` it was erased. */
export type Row = {
  seq: number
  id: string
  sender: string
  clientId: string | null
  text: string | null
}

/** Per uid. */
export type Final = ReadonlyMap<string, readonly Row[]>

export type Rule =
  | 'lost'
  | 'phantom'
  | 'double'
  | 'gap'
  | 'reorder'
  | 'fifo'
  | 'realtime'
  | 'receipt'
  | 'diverged'

export type Violation = { rule: Rule; detail: string }

export type Report = (rule: Rule, detail: string) => void
