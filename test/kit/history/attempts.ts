import type { Event } from './events.ts'

/** All that clients know of one message: one per uid, sender and clientId. */
export type Attempt = {
  uid: string
  sender: string
  clientId: string
  texts: Set<string>
  /** When and by whom it was first tried so that it may have had an effect: earlier tries were refused. */
  since: number
  by: string
  /** Where that try stands among all: clocks may be too coarse to tell. */
  place: number
  /** Tries that were not refused. */
  open: number
  /** Every different answer; more than one is a violation. */
  acks: { id: string; seq: number }[]
  ackedAt: number
}

export type Attempts = {
  all: Attempt[]
  find(uid: string, sender: string, clientId: string): Attempt | undefined
  /** Whether anybody tried to send this. */
  knows(uid: string, clientId: string): boolean
  /** Acks of what nobody sent. */
  strays: string[]
}

/** Expects events in the order of their time. */
export function readAttempts(events: readonly Event[]): Attempts {
  const bySender = new Map<string, Attempt>()
  // an answer does not name the sender, and two senders may have made the same clientId
  const byClient = new Map<string, Attempt>()
  const byClientId = new Map<string, Attempt>()
  const strays: string[] = []
  const answered = (event: Answer) =>
    byClient.get(key(event.uid, event.clientId, event.client)) ??
    byClientId.get(key(event.uid, event.clientId))

  for (const [place, event] of events.entries()) {
    if (event.type === 'invoke') {
      const attempt = getOrCreate(bySender, event)
      byClient.set(key(event.uid, event.clientId, event.client), attempt)
      byClientId.set(key(event.uid, event.clientId), attempt)
      begin(attempt, event, place)
    } else if (event.type === 'ok') {
      const attempt = answered(event)
      if (attempt) ack(attempt, event)
      else strays.push(`${event.uid} ${event.clientId}: acked as ${event.id}, never sent`)
    } else if (event.type === 'fail') {
      const attempt = answered(event)
      if (attempt) attempt.open--
    }
  }

  return {
    all: [...bySender.values()],
    find: (uid, sender, clientId) => bySender.get(key(uid, sender, clientId)),
    knows: (uid, clientId) => byClientId.has(key(uid, clientId)),
    strays
  }
}

type Invoke = Extract<Event, { type: 'invoke' }>
type Ok = Extract<Event, { type: 'ok' }>
type Answer = Ok | Extract<Event, { type: 'fail' }>

const key = (...parts: string[]) => parts.join('\0')

function getOrCreate(attempts: Map<string, Attempt>, { uid, sender, clientId, t, client }: Invoke): Attempt {
  const name = key(uid, sender, clientId)
  let attempt = attempts.get(name)
  if (!attempt) {
    attempt = {
      uid,
      sender,
      clientId,
      texts: new Set(),
      since: t,
      by: client,
      place: 0,
      open: 0,
      acks: [],
      ackedAt: Infinity
    }
    attempts.set(name, attempt)
  }
  return attempt
}

function begin(attempt: Attempt, { t, client, text }: Invoke, place: number) {
  // all before was refused, so its place among the others is that of this try
  if (attempt.open <= 0 && attempt.acks.length === 0) {
    attempt.open = 0
    attempt.since = t
    attempt.by = client
    attempt.place = place
  }
  attempt.open++
  attempt.texts.add(text)
}

function ack(attempt: Attempt, { id, seq, t }: Ok) {
  attempt.ackedAt = Math.min(attempt.ackedAt, t)
  if (!attempt.acks.some(known => known.id === id && known.seq === seq)) attempt.acks.push({ id, seq })
}
