import { buffer } from 'node:stream/consumers'
import type { ServerFrameOf } from '#protocol/server-frame'
import { createRunner, repeat, type Halt } from '#server/background'
import { fileUrl } from '#server/present'
import type { Services } from '#server/services'
import {
  beginSending,
  behindUsers,
  claimUser,
  dueUsers,
  entryAt,
  hasGone,
  leftOf,
  letGo,
  saidBehind,
  setLeft,
  takeOver,
  type Waiting
} from '#server/store/mini-outbox'
import { miniProgramById, noteFailing, noteWell, type MiniProgram } from '#server/store/mini-programs'
import { findMiniUser, type MiniUser } from '#server/store/mini-users'
import type { Op, Outcome } from '#server/store/commit'
import type { Apps } from './apps.ts'
import { NoAnswer, Refusal, type Trouble } from './codes.ts'
import { compose, goesOut, type Composed } from './compose.ts'
import type { Media, Platform } from './platform.ts'
import { quotaOf } from './quota.ts'

// WX-out: one process at a time sends to a customer, in the order of the timeline. The platform has no way to say a message twice without the
// customer reading it twice: what is on its way when a process dies, or gets no answer, is `unsure`, and an agent decides.

const AT_ONCE = 20
const LOOK_MS = 2_000
const CLAIM_MS = 60_000
const PORTION = 200
/** What a process that died has left is looked for among those who wrote within so long. */
const SCAN_MS = 10_000
const LATELY_MS = 3 * 86_400_000
const SCANNED = 500
/** After each try that failed for now; then an agent has to want it again. */
const PAUSES_MS = [1_000, 5_000, 15_000, 60_000, 300_000]
const PICTURE = { timeoutMs: 10_000, mostBytes: 2_000_000 }

type Sent = { state: 'sent' } | { state: 'waiting' | 'failed' | 'unsure'; problem: Trouble }

export function createOutbox(services: () => Services, apps: Apps) {
  const halt: Halt = { isStopped: false }
  /** Of whom something was said here, or what another process had claimed. */
  const said = new Set<string>()
  let scannedAt = -Infinity

  async function look() {
    const { database, clock } = services()
    for (;;) {
      const now = clock.now()
      const uids = new Set([...said, ...(await dueUsers(database, now, AT_ONCE))])
      said.clear()
      if (now - scannedAt >= SCAN_MS) {
        scannedAt = now
        for (const uid of await behindUsers(database, now - LATELY_MS, SCANNED)) uids.add(uid)
      }
      const all = [...uids]
      for (let from = 0; from < all.length; from += AT_ONCE)
        await Promise.all(all.slice(from, from + AT_ONCE).map(sendAll))
      if (said.size === 0 || all.every(uid => said.has(uid)) || halt.isStopped) return
    }
  }

  async function sendAll(uid: string) {
    const { database, clock, report } = services()
    // Most are visitors of a page: they cost one look
    if (!(await findMiniUser(database, uid))) return
    const now = clock.now()
    // Another process is at it, and may have read before this was said
    if (!(await claimUser(database, uid, { now, until: now + CLAIM_MS }))) return void said.add(uid)
    try {
      const user = await findMiniUser(database, uid)
      const program = user && (await miniProgramById(database, user.miniProgramId))
      if (!user || !program) return
      await gather(user)
      await sendLeft(user, program)
    } catch (error) {
      report('channel-failed', { uid, error: String(error) })
    } finally {
      await letGo(database, uid).catch(() => {})
    }
  }

  async function gather({ uid, cursor }: MiniUser) {
    const { database, clock } = services()
    for (let at = cursor; ;) {
      const entries = await saidBehind(database, uid, { cursor: at, limit: PORTION })
      const last = entries.at(-1)
      if (!last) return
      const seqs = entries.filter(goesOut).map(({ seq }) => seq)
      await takeOver(database, uid, { seqs, cursor: last.seq, now: clock.now() })
      at = last.seq
      if (entries.length < PORTION) return
    }
  }

  async function sendLeft(user: MiniUser, program: MiniProgram) {
    const { database, clock } = services()
    for (const one of await leftOf(database, user.uid)) {
      // What an agent has to decide on holds up nothing; what goes later by itself does
      if (one.state !== 'waiting') continue
      if (one.nextAt > clock.now() || halt.isStopped) return
      const sent = await sendOne(one, user, program)
      await tell(user.uid)
      if (sent.state === 'waiting') return
    }
  }

  async function sendOne(one: Waiting, user: MiniUser, program: MiniProgram): Promise<Sent> {
    const { database, clock } = services()
    const { uid, seq } = one
    const entry = await entryAt(database, uid, seq)
    const composed = entry && compose(entry.content, file => addressOf(services(), file))
    if (!composed) {
      await hasGone(database, one)
      return { state: 'sent' }
    }
    const asked = { program, user, composed, one }
    try {
      await deliver(asked)
      await hasGone(database, one)
      await noteWell(database, program.id)
      return { state: 'sent' }
    } catch (error) {
      const sent = judge(error, one.tries)
      const pause = PAUSES_MS[Math.min(one.tries, PAUSES_MS.length - 1)]!
      await setLeft(database, one, { ...sent, nextAt: clock.now() + pause })
      if (!(error instanceof Refusal) || error.trouble === 'forbidden' || error.trouble === 'token')
        await noteFailing(database, program.id, String(error), clock.now())
      return sent
    }
  }

  async function deliver({
    program,
    user,
    composed,
    one
  }: {
    program: MiniProgram
    user: MiniUser
    composed: Composed
    one: Waiting
  }) {
    const { database } = services()
    const { mediaId, picture } = composed
    await apps.withToken(program, async (platform: Platform, token) => {
      async function send(id: string) {
        await beginSending(database, one)
        await platform.send(token, user.openid, composed.build(id))
      }
      if (!picture && !mediaId) return await send('')
      if (mediaId) {
        const isOld = await send(mediaId).then(
          () => false,
          error => isForgotten(error, picture !== undefined)
        )
        if (!isOld) return
      }
      await send(await platform.upload(token, await pictureOf(services(), picture!)).catch(notSent))
    })
  }

  /** All that agents see of it; undefined where no platform is in between. */
  async function stateOf(uid: string): Promise<ServerFrameOf<'carrier'> | undefined> {
    const { database, clock } = services()
    const user = await findMiniUser(database, uid)
    if (!user) return undefined
    const left = await leftOf(database, uid)
    return {
      type: 'carrier',
      uid,
      ...quotaOf(user, clock.now()),
      messages: left.map(({ seq, state, problem }) => ({ seq, state, problem }))
    }
  }

  async function tell(uid: string) {
    const frame = await stateOf(uid)
    if (frame) services().hub.toFollowers(uid, frame, { only: 'agent' })
  }

  const failed = (error: unknown) => services().report('channel-failed', { error: String(error) })
  const { soon, settled } = createRunner(look, failed)

  return {
    stored({ uid }: Op, outcome: Outcome) {
      if (!outcome.ok || !outcome.entries.some(goesOut)) return
      said.add(uid)
      void soon()
    },
    stateOf,
    tell,
    /** An agent wants it to go once more. False when it is not one that is left. */
    async again(uid: string, seq: number): Promise<boolean> {
      if (!Number.isSafeInteger(seq)) return false
      const { database, clock } = services()
      const isLeft = await setLeft(
        database,
        { uid, seq },
        { state: 'waiting', problem: null, nextAt: clock.now() }
      )
      if (isLeft) await tell(uid)
      if (isLeft) void soon()
      return isLeft
    },
    soon: () => void soon(),
    settled,
    start: () => repeat({ clock: services().clock, halt, everyMs: LOOK_MS, work: soon, onError: failed })
  }
}

async function pictureOf(
  { files, outbound }: Services,
  picture: NonNullable<Composed['picture']>
): Promise<Media> {
  if ('fileId' in picture) {
    const file = await files.read(picture.fileId)
    if (!file) throw new Refusal(40007, 'the picture is not there any more')
    return { bytes: await buffer(file.stream), name: 'picture.jpg', type: 'image/jpeg' }
  }
  const parts: Buffer[] = []
  const { status } = await outbound.fetchOutside(picture.url, {
    ...PICTURE,
    onPart: part => parts.push(part)
  })
  if (status !== 200) throw new Refusal(40007, `the picture answers with ${status}`)
  return { bytes: Buffer.concat(parts), name: 'picture.jpg', type: 'image/jpeg' }
}

function addressOf({ tokens, clock, config }: Services, { id, name }: { id: string; name: string }): string {
  const origin = config.publicOrigin ?? `http://${config.host}:${config.port}`
  return `${origin}${fileUrl({ id, name }, tokens, clock.now())}`
}

/** The platform has the picture no more, and we have it; throws everything else. */
function isForgotten(error: unknown, hasPicture: boolean): true {
  if (error instanceof Refusal && error.trouble === 'media' && hasPicture) return true
  throw error
}

/** Of the picture alone: the message itself was not on its way. */
function notSent(error: unknown): never {
  if (error instanceof NoAnswer) throw new NoAnswer(error.message, { wasSent: false, cause: error })
  throw error
}

function judge(error: unknown, tries: number): Exclude<Sent, { state: 'sent' }> {
  const mayWait = tries < PAUSES_MS.length
  if (error instanceof Refusal)
    return error.fate === 'again' && mayWait
      ? { state: 'waiting', problem: error.trouble }
      : { state: 'failed', problem: error.trouble }
  if (error instanceof NoAnswer && error.wasSent) return { state: 'unsure', problem: 'unsure' }
  return mayWait ? { state: 'waiting', problem: 'unreachable' } : { state: 'failed', problem: 'unreachable' }
}
