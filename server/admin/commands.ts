import { randomBytes } from 'node:crypto'
import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { languageOf } from '#texts/languages'
import { hashPassword, LEAST_PASSWORD, MOST_PASSWORD } from '#server/passwords'
import {
  agentByEmail,
  createAgent,
  createSignInLink,
  hasAdministrator,
  setPassword,
  type AgentAccount
} from '#server/store/agents'
import {
  companyBySysnum,
  createChannel,
  channelsOf,
  createCompany,
  saveChannel,
  type ChannelSettings,
  type Company
} from '#server/store/companies'
import type { Requirement } from '#server/identity/verify'
import {
  assignRobot,
  exportFaqs,
  listUnknown,
  importFaqs,
  teachDemoRobot,
  makeRobot,
  mode,
  requireRobot,
  robotNumber
} from './robots.ts'
import type { Vault } from '#server/vault'
import type { FileStore } from '#server/file-store'
import type { Op, Outcome } from '#server/store/commit'
import type { Database } from '#server/store/db'
import {
  define,
  email,
  name,
  requireAgent,
  requireCompany,
  sysnum,
  type Arguments,
  type Command
} from './command.ts'
import { addDemoReplies } from './demo-replies.ts'
import { DESK_COMMANDS } from './desk-commands.ts'
import { PRIVACY_COMMANDS } from './privacy-commands.ts'
import { PLATFORM_COMMANDS } from './platforms.ts'
import { RECEPTION_COMMANDS } from './reception-commands.ts'

export type AdminContext = {
  database: Database
  now(): number
  /** Address of the workbench, for links. */ origin: string
  signOut(agentId: string): void
  vault: Vault
  /** The rules of a company's channels have changed. */
  recheckVisitors(companyId: string): void
  /** Agents are to see what is switched on now. */
  channelsChanged(companyId: string): void
  /** Groups, capacities, or how conversations are given out. */
  deskChanged(companyId: string): void
  files: FileStore
  /** Carries out an intent, and tells those who are there. */
  commit(op: Op): Promise<Outcome>
  /** Who belongs to which platform. */
  platformsChanged(companyIds: string[]): void
}

const scope = v.optional(v.picklist(['desktop', 'h5', 'all'], 'has to be desktop, h5 or all'), 'all')
const onOff = v.optional(v.picklist(['on', 'off'], 'has to be on or off'))
const role = v.optional(v.picklist(['agent', 'lead', 'admin'], 'has to be agent, lead or admin'), 'agent')

export const DEMO_SYSNUM = '00000000000000000000000000000001'

/** What `openzc admin …` can do; also while the server runs. */
export const COMMANDS = {
  'create-company': define({
    says: 'Make a company with a desktop and an H5 channel: --name, optional --sysnum',
    args: v.object({ name, sysnum: v.optional(sysnum) }),
    async run(context, args) {
      const company = await makeCompany(context, {
        name: args.name,
        sysnum: args.sysnum ?? randomBytes(16).toString('hex')
      })
      return { company: company.id, sysnum: company.sysnum }
    }
  }),
  'create-agent': define({
    says: 'Make an account and a one-time link to sign in: --sysnum, --email, --name, optional --role agent|lead|admin',
    args: v.object({ sysnum, email, name, role }),
    async run(context, args) {
      const company = await requireCompany(context, args.sysnum)
      if (await agentByEmail(context.database, args.email))
        throw new ChatError('conflict', 'email: there is an account with this address')
      const agent = await createAgent(
        context.database,
        { companyId: company.id, email: args.email, name: args.name, role: args.role },
        context.now()
      )
      return { agent: agent.id, link: await link(context, agent) }
    }
  }),
  link: define({
    says: 'A new one-time link to sign in, good for a day: --email',
    args: v.object({ email }),
    run: async (context, args) => ({ link: await link(context, await requireAgent(context, args.email)) })
  }),
  'reset-password': define({
    says: 'Set a password and end all sessions of the account: --email, --password',
    args: v.object({
      email,
      password: v.pipe(
        v.string('is needed'),
        v.minLength(LEAST_PASSWORD, `needs at least ${LEAST_PASSWORD} characters`),
        v.maxLength(MOST_PASSWORD)
      )
    }),
    async run(context, args) {
      const agent = await requireAgent(context, args.email)
      await setPassword(context.database, agent.id, await hashPassword(args.password))
      context.signOut(agent.id)
      return { agent: agent.id }
    }
  }),
  'set-security': define({
    says: 'What visitors have to prove: --sysnum, --require none|sign|jwt, optional --scope desktop|h5|all, --key; answers with the key',
    args: v.object({
      sysnum,
      require: v.picklist(['none', 'sign', 'jwt'], 'has to be none, sign or jwt'),
      scope,
      key: v.optional(v.pipe(v.string(), v.minLength(16, 'needs at least 16 characters'), v.maxLength(4_000)))
    }),
    run: setSecurity
  }),
  'set-channel': define({
    says: 'Switch on or off for visitors’ pages: --sysnum, optional --scope desktop|h5|all, --traces on|off (record their ways), --invitations on|off (agents see who browses)',
    args: v.object({ sysnum, scope, traces: onOff, invitations: onOff }),
    run: setChannel
  }),
  'set-language': define({
    says: 'The language for visitors whose own we do not speak: --sysnum, --locale cn|tw|en|… or none',
    args: v.object({
      sysnum,
      locale: v.pipe(
        v.string('is needed'),
        v.check(
          text => text === 'none' || languageOf(text) !== undefined,
          'has to be a language of ours, or none'
        )
      )
    }),
    async run({ database, ...context }, given) {
      const company = await requireCompany({ database, ...context }, given.sysnum)
      for (const { id, sealedKey, settings } of await channelsOf(database, company.id)) {
        const { locale: _before, ...rest } = settings
        const locale = languageOf(given.locale)
        await saveChannel(database, { id, sealedKey, settings: locale ? { ...rest, locale } : rest })
      }
      return { locale: languageOf(given.locale) ?? null }
    }
  }),
  'create-robot': define({
    says: 'Make a robot, which knows nothing yet: --sysnum, --name; answers with its number',
    args: v.object({ sysnum, name }),
    run: async (context, args) => makeRobot(context, await requireCompany(context, args.sysnum), args.name)
  }),
  'import-faq': define({
    says: 'Add entries of a JSON or CSV file to what a robot knows; known ones are replaced, bad ones are listed by line: --sysnum, --robot, --file',
    args: v.object({ sysnum, robot: robotNumber, file: v.pipe(v.string('is needed'), v.minLength(1)) }),
    run: async (context, args) => importFaqs(context, await robotOf(context, args), args.file)
  }),
  'export-faq': define({
    says: 'Write what a robot knows to a new file, as CSV or, named .json, as JSON: --sysnum, --robot, --file',
    args: v.object({ sysnum, robot: robotNumber, file: v.pipe(v.string('is needed'), v.minLength(1)) }),
    run: async (context, args) => exportFaqs(context, await robotOf(context, args), args.file)
  }),
  'unknown-questions': define({
    says: 'What visitors have asked a robot in vain, the most asked first: --sysnum, --robot',
    args: v.object({ sysnum, robot: robotNumber }),
    run: async (context, args) => listUnknown(context, await robotOf(context, args))
  }),
  'set-robot': define({
    says: 'Who answers visitors’ pages: --sysnum, --robot NUMBER|none, optional --scope desktop|h5|all, --mode 1 (robot only), 2 (people only), 3 (robot first), 4 (people first) for pages that do not say',
    args: v.object({
      sysnum,
      scope,
      robot: v.union([v.literal('none'), robotNumber], 'has to be a number of a robot, or none'),
      mode: v.optional(mode, '3')
    }),
    async run(context, args) {
      const company = await requireCompany(context, args.sysnum)
      const robot = args.robot === 'none' ? undefined : await requireRobot(context, company, args.robot)
      const answer = await assignRobot(context, company, { scope: args.scope, mode: args.mode, robot })
      context.channelsChanged(company.id)
      return answer
    }
  }),
  ...DESK_COMMANDS,
  ...RECEPTION_COMMANDS,
  ...PRIVACY_COMMANDS,
  ...PLATFORM_COMMANDS,
  'demo-link': define({
    says: 'The demo company, the key that its shop signs with, and a one-time link for its administrator while there is none who can sign in',
    args: v.object({}),
    async run(context) {
      const company = await demoCompany(context)
      await teachDemoRobot(context, company)
      const signingKey = await signingKeyOf(context, company)
      if (await hasAdministrator(context.database)) return { link: null, signingKey }
      return { link: await link(context, await requireAgent(context, DEMO_ADMIN.email)), signingKey }
    }
  }),
  'seed-demo': define({
    says: 'For tests: the demo company with agents whose passwords are new and in the answer',
    args: v.object({}),
    async run(context) {
      const company = await demoCompany(context)
      const agents = []
      for (const { email } of DEMO_AGENTS) {
        const password = randomBytes(12).toString('base64url')
        const agent = await requireAgent(context, email)
        await setPassword(context.database, agent.id, await hashPassword(password))
        context.signOut(agent.id)
        agents.push({ email, password, name: agent.name })
      }
      return { sysnum: DEMO_SYSNUM, agents, signingKey: await signingKeyOf(context, company) }
    }
  })
} satisfies Record<string, Command<Arguments>>

export type CommandName = keyof typeof COMMANDS
export const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name)

export async function runCommand(context: AdminContext, name: CommandName, given: Record<string, unknown>) {
  const command = COMMANDS[name]
  const result = v.safeParse(command.args, given, { abortEarly: true })
  if (!result.success) {
    const [issue] = result.issues
    throw new ChatError('bad-request', `--${v.getDotPath(issue) ?? ''} ${issue.message}. ${command.says}`)
  }
  return await command.run(context, result.output)
}

const robotOf = async (context: AdminContext, args: { sysnum: string; robot: number }) =>
  requireRobot(context, await requireCompany(context, args.sysnum), args.robot)

const DEMO_ADMIN = { email: 'admin@demo.example', name: 'Admin', role: 'admin' as const }
const DEMO_AGENTS = [
  { email: 'ann@demo.example', name: 'Ann', role: 'agent' as const },
  { email: 'bo@demo.example', name: 'Bo', role: 'lead' as const }
]

async function demoCompany(context: AdminContext): Promise<Company> {
  const known = await companyBySysnum(context.database, DEMO_SYSNUM)
  const company =
    known ??
    (await makeCompany(context, {
      name: 'Demo Shop',
      sysnum: DEMO_SYSNUM,
      settings: { typingPreview: true }
    }))
  if (!known) await addDemoReplies(context, company.id)
  for (const account of [DEMO_ADMIN, ...DEMO_AGENTS]) {
    if (!(await agentByEmail(context.database, account.email)))
      await createAgent(context.database, { companyId: company.id, ...account }, context.now())
  }
  return company
}

async function makeCompany(
  { database, now }: AdminContext,
  given: { name: string; sysnum: string; settings?: Partial<ChannelSettings> }
): Promise<Company> {
  if (await companyBySysnum(database, given.sysnum))
    throw new ChatError('conflict', 'sysnum: there is a company with this number')
  const { settings = {}, ...rest } = given
  const company = await createCompany(database, rest, now())
  await createChannel(database, { companyId: company.id, kind: 'desktop', name: 'Website', settings }, now())
  await createChannel(database, { companyId: company.id, kind: 'h5', name: 'Mobile page', settings }, now())
  return company
}

/** One key for all channels of the company, so that a page signs the same on every surface: the given one, else the present one, else a new one. */
async function signingKeyOf(
  { database, vault }: AdminContext,
  { id }: Company,
  given?: string
): Promise<string> {
  const channels = await channelsOf(database, id)
  const sealed = channels.find(one => one.sealedKey)?.sealedKey
  const key = given ?? (sealed ? vault.open(sealed) : randomBytes(32).toString('base64url'))
  for (const channel of channels)
    if (given !== undefined || !channel.sealedKey)
      await saveChannel(database, { ...channel, sealedKey: vault.seal(key) })
  return key
}

async function setSecurity(
  context: AdminContext,
  given: { sysnum: string; require: Requirement; scope: 'desktop' | 'h5' | 'all'; key?: string | undefined }
) {
  const { database, recheckVisitors } = context
  const company = await requireCompany(context, given.sysnum)
  const key = await signingKeyOf(context, company, given.key)
  for (const channel of await channelsOf(database, company.id)) {
    const isMeant = given.scope === 'all' || channel.kind === given.scope
    if (isMeant)
      await saveChannel(database, { ...channel, settings: { ...channel.settings, require: given.require } })
  }
  recheckVisitors(company.id)
  return {
    key,
    channels: (await channelsOf(database, company.id)).map(({ number, kind, settings }) => ({
      number,
      kind,
      require: settings.require
    }))
  }
}

/** What is not named stays as it is. */
async function setChannel(
  context: AdminContext,
  given: {
    sysnum: string
    scope: 'desktop' | 'h5' | 'all'
    traces?: 'on' | 'off' | undefined
    invitations?: 'on' | 'off' | undefined
  }
) {
  const { database, channelsChanged } = context
  const company = await requireCompany(context, given.sysnum)
  for (const { id, kind, sealedKey, settings } of await channelsOf(database, company.id)) {
    if (given.scope !== 'all' && kind !== given.scope) continue
    const { traces, invitations } = given
    await saveChannel(database, {
      id,
      sealedKey,
      settings: {
        ...settings,
        ...(traces ? { traces: traces === 'on' } : {}),
        ...(invitations ? { invitations: invitations === 'on' } : {})
      }
    })
  }
  channelsChanged(company.id)
  return {
    channels: (await channelsOf(database, company.id)).map(({ number, kind, settings }) => ({
      number,
      kind,
      traces: settings.traces,
      invitations: settings.invitations
    }))
  }
}

async function link({ database, now, origin }: AdminContext, agent: AgentAccount): Promise<string> {
  // In the fragment: it reaches no log
  return `${origin}/workbench#key=${await createSignInLink(database, agent, now())}`
}
