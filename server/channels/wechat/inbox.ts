import { createId } from '#protocol/ids'
import type { Content } from '#protocol/entry'
import type { Profile } from '#protocol/desk'
import { LIMITS } from '#protocol/limits'
import { createRunner, repeat, type Halt } from '#server/background'
import { readSessionFrom, type Contact } from '#server/channels/session-from/read'
import { tellProfile } from '#server/profiles'
import type { Services } from '#server/services'
import { contentOf } from '#server/store/files'
import { claimPushes, forgetPushes, pushDone, pushLater, type Push } from '#server/store/mini-pushes'
import { miniProgramById, noteFailing, noteWell, type MiniProgram } from '#server/store/mini-programs'
import { noteCame, saveEntrance, uidOfOpenid } from '#server/store/mini-users'
import { createRecord } from '#server/store/records'
import { findTimeline, type Timeline } from '#server/store/timelines'
import { saveUpload } from '#server/uploads/save'
import type { Apps } from './apps.ts'
import { cardOf } from './cards.ts'
import { NoAnswer, Refusal } from './codes.ts'
import { readFields, readPushed, type Pushed } from './wire.ts'

// WX-in: what was pushed becomes what a visitor has said. Each push has an id of its own in the timeline, so that a process that dies in between
// does no harm: the next one does it again.

const AT_ONCE = 20
const LOOK_MS = 2_000
const CLAIM_MS = 60_000
/** Pauses after each failed try; then a message says that something could not be had. */
const PAUSES_MS = [1_000, 5_000, 15_000, 60_000, 300_000]
/** The platform repeats within a minute; a day is for clocks that are wrong. */
const REMEMBERED_MS = 86_400_000
const FORGET_MS = 3_600_000

type Came = { push: Push; pushed: Pushed; program: MiniProgram; timeline: Timeline }

export function createInbox(
  services: () => Services,
  { apps, onCame }: { apps: Apps; onCame(uid: string): Promise<void> }
) {
  const halt: Halt = { isStopped: false }
  let forgotAt = -Infinity

  async function look() {
    const { database, clock } = services()
    for (;;) {
      const now = clock.now()
      const pushes = await claimPushes(database, { now, until: now + CLAIM_MS, limit: AT_ONCE })
      await Promise.all(pushes.map(takeIn))
      if (pushes.length === 0 || halt.isStopped) break
    }
    const now = clock.now()
    if (now - forgotAt < FORGET_MS) return
    forgotAt = now
    await forgetPushes(database, now - REMEMBERED_MS)
  }

  async function takeIn(push: Push) {
    const { database, clock, report } = services()
    try {
      await carryOut(push)
      await pushDone(database, push.id, clock.now())
    } catch (error) {
      report('channel-failed', { push: push.id, tries: push.tries, error: String(error) })
      const pause = PAUSES_MS[Math.min(push.tries, PAUSES_MS.length) - 1]!
      await pushLater(database, push.id, clock.now() + pause)
    }
  }

  async function carryOut(push: Push) {
    const { database, clock } = services()
    const pushed = readPushed(readFields(push.body))
    const program = await miniProgramById(database, push.miniProgramId)
    if (!pushed || !program) return
    const { companyId } = program
    const known = { companyId, miniProgramId: program.id, openid: pushed.openid }
    const uid = await uidOfOpenid(database, known, clock.now())
    const timeline = await findTimeline(database, uid)
    if (!timeline) return
    const came = { push, pushed, program, timeline }
    if (pushed.type === 'event:user_enter_tempsession') return await enter(came)
    if (pushed.type.startsWith('event:')) return
    await noteCame(database, uid, { at: clock.now(), by: 'word' })
    await onCame(uid)
    await say(came, await contentIn(came))
  }

  /** Who they are and what they want, in the words of the mini program's button. */
  async function enter({ pushed, timeline }: Came) {
    const { database, clock } = services()
    const { uid, companyId } = timeline
    const raw = pushed.fields['SessionFrom'] ?? ''
    const { claims, unionId, channelName, record, userdef, phones, emails } = readSessionFrom(raw)
    await noteCame(database, uid, { at: clock.now(), by: 'entrance' })
    await saveEntrance(database, uid, { sessionFrom: raw.slice(0, 4_000), unionid: unionId })
    const params = filled({
      userdef,
      channel: channelName,
      // The first is the claim `tel` already
      cellphones: phones.length > 1 ? listed(phones) : '',
      other_emails: listed(emails)
    })
    const said: Profile = {
      ...(claims['uname'] ? { name: claims['uname'].slice(0, 200) } : {}),
      claims: {
        ...claims,
        // The documented number of mini programs
        source: '10',
        ...(Object.keys(params).length > 0 ? { params: withParams(claims['params'], params) } : {})
      }
    }
    await tellProfile(services(), timeline, said)
    await onCame(uid)
    if (record)
      await createRecord(database, companyId, {
        id: createId(clock.now()),
        visitor: uid,
        conversation: timeline.cid,
        template: null,
        title: record.title,
        fields: record.fields,
        note: '',
        createdBy: '',
        createdById: uid,
        createdAt: clock.now()
      })
  }

  async function contentIn(came: Came): Promise<Content> {
    const { type, fields } = came.pushed
    if (type === 'text') return { kind: 'text', text: textIn(fields['Content']) }
    if (type === 'image' || type === 'voice' || type === 'video') return await mediaIn(came)
    return cardOf(type, fields) ?? { kind: 'text', text: `[${type}]` }
  }

  async function mediaIn({ push, pushed, program, timeline }: Came): Promise<Content> {
    const { database, clock } = services()
    const { type, fields } = pushed
    const mediaId = fields['MediaId'] ?? ''
    try {
      const { bytes, name } = await apps.withToken(program, (platform, token) =>
        platform.media(token, mediaId)
      )
      const { uid, companyId } = timeline
      const given = { bytes, name: name || `${type}-${pushed.once}` }
      const file = await saveUpload(services(), given, { companyId, uid, uploadedBy: uid })
      await noteWell(database, program.id)
      return contentOf(file, file.width === null ? 'file' : 'image')
    } catch (error) {
      const isTrouble = error instanceof Refusal || error instanceof NoAnswer
      if (isTrouble) await noteFailing(database, program.id, String(error), clock.now())
      const isLast = error instanceof Refusal ? error.fate === 'never' : push.tries > PAUSES_MS.length
      // A file of a kind that is not kept comes no better the next time
      if (isTrouble && !isLast) throw error
      return { kind: 'text', text: `[${type}]` }
    }
  }

  async function say({ pushed, program, timeline }: Came, content: Content) {
    const { robots, writer, database } = services()
    const { uid, companyId } = timeline
    const channel = await apps.channelOf(database, program)
    const reception = await robots.receive({ companyId, uid, channel }, content)
    const outcome = await writer.submit({
      companyId,
      uid,
      intent: {
        kind: 'send',
        by: { role: 'visitor', id: uid },
        clientId: `wx-${pushed.once}`.slice(0, 60),
        content,
        channel,
        ...reception
      }
    })
    // Who is blocked is not heard, here as elsewhere
    if (!outcome.ok && outcome.code !== 'visitor-blocked') throw new Error(`${outcome.code}: ${outcome.why}`)
  }

  const failed = (error: unknown) => services().report('channel-failed', { error: String(error) })
  const { soon, settled } = createRunner(look, failed)

  return {
    /** Something was pushed. */
    soon: () => void soon(),
    settled,
    start: () => repeat({ clock: services().clock, halt, everyMs: LOOK_MS, work: soon, onError: failed })
  }
}

const listed = (contacts: readonly Contact[]) => contacts.map(({ value }) => value).join(', ')

const filled = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))

const textIn = (text = '') => (/\S/.test(text) ? text.slice(0, LIMITS.textLength) : '[ ]')

function withParams(before: string | undefined, more: Record<string, string>): string {
  try {
    return JSON.stringify({ ...(JSON.parse(before ?? '{}') as object), ...more })
  } catch {
    return JSON.stringify(more)
  }
}
