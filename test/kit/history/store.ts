import type { Attempt, Attempts } from './attempts.ts'
import type { Final, Report, Row } from './events.ts'

/** A stored entry with what its sender knows of it; without, when the server made it itself. */
type Sent = { row: Row; attempt: Attempt }

/** Checks what the store holds in the end against what was sent and acked. */
export function checkStore(attempts: Attempts, final: Final, report: Report) {
  for (const stray of attempts.strays) report('phantom', stray)
  const stored = new Map<Attempt, Row>()

  for (const [uid, unsorted] of final) {
    const rows = unsorted.toSorted((a, b) => a.seq - b.seq)
    checkDense(uid, rows, report)
    const sent = rows.flatMap(row => findAttempt(uid, row, attempts, report) ?? [])
    for (const { row, attempt } of sent) {
      const earlier = stored.get(attempt)
      if (earlier) report('double', `${nameOf(attempt)}: stored as seq ${earlier.seq} and ${row.seq}`)
      else stored.set(attempt, row)
    }
    checkRealTime(sent, report)
    checkFifo(sent, report)
  }

  for (const attempt of attempts.all) checkAcks(attempt, stored.get(attempt), report)
}

function checkDense(uid: string, rows: Row[], report: Report) {
  const ids = new Set<string>()
  let last = 0
  for (const { seq, id } of rows) {
    if (seq === last) report('double', `${uid}: two entries have seq ${seq}`)
    else if (seq !== last + 1) report('gap', `${uid}: the store has seq ${seq} after ${last}`)
    if (ids.has(id)) report('double', `${uid}: two entries have id ${id}`)
    ids.add(id)
    last = seq
  }
}

function findAttempt(uid: string, row: Row, attempts: Attempts, report: Report): Sent | undefined {
  if (row.clientId === null) return undefined
  const attempt = attempts.find(uid, row.sender, row.clientId)
  const name = `${uid} ${row.sender} ${row.clientId}`
  if (!attempt) {
    report('phantom', `${name}: seq ${row.seq} is stored, nobody sent it`)
    return undefined
  }
  if (attempt.open <= 0 && attempt.acks.length === 0) {
    report('phantom', `${name}: seq ${row.seq} is stored, its sender was told that it failed`)
  }
  if (row.text !== null && !attempt.texts.has(row.text)) {
    report('diverged', `${name}: seq ${row.seq} is stored with another text than was sent`)
  }
  return { row, attempt }
}

/** If one was acked before another was first tried, it comes first. */
function checkRealTime(sent: Sent[], report: Report) {
  let later: Sent | undefined
  for (const one of sent.toReversed()) {
    if (later && later.attempt.ackedAt < one.attempt.since) {
      report('realtime', `${describe(later)} was acked before ${describe(one)} was sent`)
    }
    if (!later || one.attempt.ackedAt < later.attempt.ackedAt) later = one
  }
}

/** What one client sends as one sender stays in its order. */
function checkFifo(sent: Sent[], report: Report) {
  const latest = new Map<string, Sent>()
  for (const one of sent) {
    const line = `${one.attempt.sender}\0${one.attempt.by}`
    const before = latest.get(line)
    if (before && before.attempt.place > one.attempt.place) {
      report('fifo', `${describe(before)} was sent after ${describe(one)} by the same client`)
    }
    if (!before || before.attempt.place < one.attempt.place) latest.set(line, one)
  }
}

function checkAcks(attempt: Attempt, row: Row | undefined, report: Report) {
  const [first, second] = attempt.acks
  if (!first) return
  const name = nameOf(attempt)
  if (second)
    report('double', `${name}: acked as ${first.id} (${first.seq}) and ${second.id} (${second.seq})`)
  else if (!row) report('lost', `${name}: acked as seq ${first.seq}, not stored`)
  else if (row.id !== first.id || row.seq !== first.seq) {
    report('lost', `${name}: acked as ${first.id} (${first.seq}), stored as ${row.id} (${row.seq})`)
  }
}

const nameOf = ({ uid, sender, clientId }: Attempt) => `${uid} ${sender} ${clientId}`
const describe = ({ row, attempt }: Sent) => `${nameOf(attempt)} (seq ${row.seq})`
