import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { RuleList } from '#protocol/routing'
import { Timeouts } from '#protocol/timeouts'
import { ALL_COUNT } from '#server/desk/routing'
import { channelsOf, saveChannel, type ChannelSettings } from '#server/store/companies'
import { deskSettings, saveDeskSettings } from '#server/store/groups'
import { feedbackOf, saveRobot } from '#server/store/robots'
import { define, requireCompany, sysnum } from './command.ts'
import type { AdminContext } from './commands.ts'
import { readGiven, requireRobot, robotNumber } from './robots.ts'
import { tryRules } from './try-rules.ts'

const scope = v.optional(v.picklist(['desktop', 'h5', 'all'], 'has to be desktop, h5 or all'), 'all')
const file = v.pipe(v.string('is needed'), v.minLength(1))
const onOff = v.optional(v.picklist(['on', 'off'], 'has to be on or off'))
const words = v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1_000)))
const share = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^(0(\.\d{1,3})?|1(\.0{1,3})?)$/, 'has to be a number from 0 to 1'),
    v.transform(Number)
  )
)

/** What is said and done without a person. */
export const RECEPTION_COMMANDS = {
  'set-words': define({
    says: 'What is said where a page says nothing else: --sysnum, optional --scope desktop|h5|all, --agent-hello TEXT|none (when a person takes a conversation), --offline TEXT|none (while nobody is there)',
    args: v.object({ sysnum, scope, 'agent-hello': words, offline: words }),
    run: (context, { 'agent-hello': agentHello, offline, ...where }) =>
      changeChannels(context, where, ({ words: before = {}, ...settings }) => ({
        ...settings,
        words: withTexts(before, { agentHello, offline })
      }))
  }),
  'set-claims': define({
    says: 'Which claims count of visitors for whom nobody has vouched: --sysnum, optional --scope desktop|h5|all, --vip on|off (is_vip, vip_level, user_label), --queue-first on|off, --routing on|off (agentid, groupid, transfer_action)',
    args: v.object({ sysnum, scope, vip: onOff, 'queue-first': onOff, routing: onOff }),
    run: (context, { vip, 'queue-first': queueFirst, routing, ...where }) =>
      changeChannels(context, where, settings => {
        const before = settings.unsigned ?? ALL_COUNT
        const is = (given: 'on' | 'off' | undefined, now: boolean) => (given ? given === 'on' : now)
        return {
          ...settings,
          unsigned: {
            vip: is(vip, before.vip),
            queueFirst: is(queueFirst, before.queueFirst),
            routing: is(routing, before.routing)
          }
        }
      })
  }),
  'set-timeouts': define({
    says: 'What happens when somebody is silent or gone, as a JSON list of {"when": "visitor-silent|agent-silent|visitor-gone|agent-gone", "afterS": SECONDS, "do": "remind|reassign|end", "text"?: …}: --sysnum, --file, optional --scope desktop|h5|all',
    args: v.object({ sysnum, scope, file }),
    async run(context, { file: path, ...where }) {
      const timeouts = await readList(path, Timeouts)
      return await changeChannels(context, where, settings => ({ ...settings, timeouts }))
    }
  }),
  'set-rules': define({
    says: 'Who should answer whom, where the page names nobody, as a JSON list of {"name": …, "if": [{"what": "vip|label|source|channel|url|field", …}], "to": {"kind": "group|agent", "id": …}}; the first that fits counts: --sysnum, --file',
    args: v.object({ sysnum, file }),
    async run(context, args) {
      const company = await requireCompany(context, args.sysnum)
      const rules = await readList(args.file, RuleList)
      const before = await deskSettings(context.database.read, company.id)
      await saveDeskSettings(context.database, company.id, { ...before, rules })
      context.deskChanged(company.id)
      return { rules: rules.length }
    }
  }),
  'try-rules': define({
    says: 'Which rule would have the say for a visitor who was there, by what is known of them now: --sysnum, --uid, optional --file (other rules than those that are set)',
    args: v.object({ sysnum, uid: v.string('is needed'), file: v.optional(file) }),
    async run(context, args) {
      const { database } = context
      const company = await requireCompany(context, args.sysnum)
      const rules = args.file ? await readList(args.file, RuleList) : undefined
      const found = await tryRules(database, { companyId: company.id, uid: args.uid, rules })
      if (!found) throw new ChatError('not-found', 'uid: no such visitor')
      return { rule: found.rule?.name ?? null, to: found.rule?.to ?? null }
    }
  }),
  'set-answering': define({
    says: 'How a robot answers: --sysnum, --robot, optional --hello TEXT|none, --manual-after NUMBER (with show_manual a person is offered from that unknown question on), --answer, --second, --suggest (how sure it has to be, 0 to 1)',
    args: v.object({
      sysnum,
      robot: robotNumber,
      hello: words,
      'manual-after': v.optional(
        v.pipe(v.string(), v.regex(/^[1-9]\d?$/, 'has to be a number from 1 to 99'), v.transform(Number))
      ),
      answer: share,
      second: share,
      suggest: share
    }),
    async run(context, { hello, 'manual-after': manualAfter, ...given }) {
      const company = await requireCompany(context, given.sysnum)
      const robot = await requireRobot(context, company, given.robot)
      const { hello: said, ...before } = robot.settings
      const { thresholds } = before
      const settings = {
        ...before,
        ...withTexts(said === undefined ? {} : { hello: said }, { hello }),
        manualAfter: manualAfter ?? before.manualAfter,
        thresholds: {
          answer: given.answer ?? thresholds.answer,
          second: given.second ?? thresholds.second,
          suggest: given.suggest ?? thresholds.suggest
        }
      }
      await saveRobot(context.database, { ...robot, settings })
      context.channelsChanged(company.id)
      const { endpoint: _sealed, ...shown } = settings
      return shown
    }
  }),
  'set-robot-endpoint': define({
    says: 'Have a robot’s answers come from elsewhere: --sysnum, --robot, --kind http (your own service, see the guide) or openai (its chat protocol) or none, --url, --key (signs the requests, or is the bearer), optional --model, --timeout SECONDS (1 to 60, 15 without it); the endpoint has to be on the public internet, or in OUTBOUND_ALLOW',
    args: v.object({
      sysnum,
      robot: robotNumber,
      kind: v.picklist(['http', 'openai', 'none'], 'has to be http, openai or none'),
      url: v.optional(v.pipe(v.string(), v.url('has to be an http(s) address'), v.maxLength(2_000))),
      key: v.optional(
        v.pipe(v.string(), v.minLength(16, 'needs at least 16 characters'), v.maxLength(4_000))
      ),
      model: v.optional(v.pipe(v.string(), v.maxLength(200))),
      timeout: v.optional(
        v.pipe(v.string(), v.regex(/^([1-9]|[1-5]\d|60)$/, 'has to be 1 to 60 seconds'), v.transform(Number)),
        '15'
      )
    }),
    run: setEndpoint
  }),
  'robot-feedback': define({
    says: 'How often visitors found a question solved by a robot’s answer, and how often not: --sysnum, --robot',
    args: v.object({ sysnum, robot: robotNumber }),
    async run(context, args) {
      const robot = await requireRobot(context, await requireCompany(context, args.sysnum), args.robot)
      return { answers: await feedbackOf(context.database, robot) }
    }
  })
}

async function setEndpoint(
  context: AdminContext,
  {
    kind,
    url,
    key,
    model,
    timeout,
    ...given
  }: {
    sysnum: string
    robot: number
    kind: 'http' | 'openai' | 'none'
    url?: string | undefined
    key?: string | undefined
    model?: string | undefined
    timeout: number
  }
) {
  const { database, vault } = context
  const company = await requireCompany(context, given.sysnum)
  const robot = await requireRobot(context, company, given.robot)
  const { endpoint: before, ...settings } = robot.settings
  if (kind === 'none') {
    await saveRobot(database, { ...robot, settings })
    return { robot: robot.number, kind }
  }
  const address = url ?? before?.url
  if (!address || !/^https?:/.test(address)) throw new ChatError('bad-request', '--url is needed')
  const sealedKey = key === undefined ? before?.sealedKey : vault.seal(key)
  if (!sealedKey) throw new ChatError('bad-request', '--key is needed')
  if (kind === 'openai' && !model) throw new ChatError('bad-request', '--model is needed')
  const endpoint = { kind, url: address, sealedKey, timeoutMs: timeout * 1_000, ...(model ? { model } : {}) }
  await saveRobot(database, { ...robot, settings: { ...settings, endpoint } })
  return { robot: robot.number, kind, url: address, timeoutMs: endpoint.timeoutMs }
}

/** `none` takes a text away; what is not given stays. */
function withTexts<T extends Record<string, string>>(
  before: T,
  given: Record<string, string | undefined>
): T {
  const next: Record<string, string> = { ...before }
  for (const [name, text] of Object.entries(given)) {
    if (text === 'none') delete next[name]
    else if (text !== undefined) next[name] = text
  }
  return next as T
}

async function changeChannels(
  context: AdminContext,
  given: { sysnum: string; scope: 'desktop' | 'h5' | 'all' },
  change: (settings: ChannelSettings) => ChannelSettings
) {
  const { database } = context
  const company = await requireCompany(context, given.sysnum)
  const channels = await channelsOf(database, company.id)
  const meant = channels.filter(({ kind }) => given.scope === 'all' || kind === given.scope)
  for (const channel of meant) await saveChannel(database, { ...channel, settings: change(channel.settings) })
  context.channelsChanged(company.id)
  context.deskChanged(company.id)
  return { channels: meant.map(({ number, kind }) => ({ number, kind })) }
}

async function readList<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await readGiven(path))
  if (result.success) return result.output
  const [issue] = result.issues
  throw new ChatError('bad-request', `file: ${v.getDotPath(issue) ?? ''} ${issue.message}`)
}
