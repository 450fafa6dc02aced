import {
  createAgentSession,
  createMemory,
  createVisitorSession,
  type AgentSession,
  type VisitorSession
} from '#client/index'
import { createSession } from '#server/socket/session'
import type { Writer } from '#server/store/writer'
import { entriesAfter } from '#server/store/entries'
import type { Entry } from '#protocol/entry'
import { createFakeBrowser } from '#test/kit/fake-tabs'
import { createFakeClock } from '#test/kit/clock'
import { createRandom, type Random } from '#test/kit/random'
import { createWireSwitch, type WireSwitch } from '#test/kit/wire'
import { createWorld, type World } from '#test/kit/world'

export type ScenarioOptions = {
  seed: number
  operations: number
  wrapWriter?(writer: Writer): Writer
  /** Frames of clients that never leave: to plant bugs. */
  swallows?(text: string): boolean
}

/** What was seen to be wrong; empty when all promises were kept. */
export type Violations = string[]

type Tab = { session: VisitorSession; net: WireSwitch; alive: boolean }
type Person = {
  uid: string
  storage: ReturnType<typeof createMemory>
  browser: ReturnType<typeof createFakeBrowser> | undefined
  tabs: Tab[]
  texts: string[]
}
type Desk = {
  session: AgentSession
  net: WireSwitch
  id: string
  storage: ReturnType<typeof createMemory>
  texts: Map<string, string[]>
  /** Texts that this agent has wished to take back. */
  recalled: Set<string>
  seen: Map<string, Entry[]>
}

const VISITORS = 3
const AGENTS = 2

/** Random people, tabs, messages and faults; then everything is healed and compared with the database. */
export async function runScenario(options: ScenarioOptions): Promise<Violations> {
  const random = createRandom(options.seed)
  const clock = createFakeClock(1_700_000_000_000)
  const world = await createWorld({
    clock,
    ...(options.wrapWriter ? { wrapWriter: options.wrapWriter } : {})
  })
  try {
    const people = await Promise.all(Array.from({ length: VISITORS }, () => createPerson(world, random)))
    const desks = await Promise.all(
      Array.from({ length: AGENTS }, (_, i) => createDesk({ world, clock, random, options }, `agent${i}`))
    )
    const scene = { world, random, clock, people, desks, options, violations: [] as Violations }
    for (const person of people) openTab(scene, person)
    for (let i = 0; i < options.operations; i++) await operate(scene)
    await heal(scene)
    await check(scene)
    for (const person of people) for (const tab of person.tabs) tab.session.destroy()
    for (const desk of desks) desk.session.destroy()
    return scene.violations
  } finally {
    await world.close()
  }
}

type Scene = {
  world: World
  random: Random
  clock: ReturnType<typeof createFakeClock>
  people: Person[]
  desks: Desk[]
  options: ScenarioOptions
  violations: Violations
}

async function createPerson(world: World, random: Random): Promise<Person> {
  const uid = await world.makeVisitor()
  return {
    uid,
    storage: createMemory(),
    browser: random.chance(0.6) ? createFakeBrowser() : undefined,
    tabs: [],
    texts: []
  }
}

function openTab(scene: Scene, person: Person) {
  const { world, clock, random } = scene
  const net = createWireSwitch(peer => createSession(world.services, peer), scene.options.swallows)
  const session = createVisitorSession({
    sysnum: world.company.sysnum,
    transports: [net.transport],
    storage: person.storage,
    clock,
    random: random.next,
    identify: async () => ({
      uid: person.uid,
      company: 'Demo',
      token: world.services.tokens.forVisitor({ uid: person.uid, companyId: world.company.id }, clock.now())
    }),
    ...(person.browser ? { locks: person.browser.locks, openChannel: person.browser.openChannel } : {})
  })
  person.tabs.push({ session, net, alive: true })
}

async function createDesk(
  { world, clock, random, options }: Pick<Scene, 'world' | 'clock' | 'random' | 'options'>,
  name: string
): Promise<Desk> {
  const agent = await world.signIn(await world.makeAgent(name))
  const net = createWireSwitch(peer => createSession(world.services, peer, agent), options.swallows)
  const storage = createMemory()
  const session = createAgentSession({
    agentId: agent.id,
    transports: [net.transport],
    storage,
    clock,
    random: random.next
  })
  const seen = new Map<string, Entry[]>()
  session.on('timeline', ({ uid, applied, reset }) =>
    seen.set(uid, [...(reset ? [] : (seen.get(uid) ?? [])), ...applied])
  )
  session.start()
  return { session, net, id: agent.id, storage, texts: new Map(), recalled: new Set(), seen }
}

const OPERATIONS: { weight: number; run(scene: Scene): void | Promise<void> }[] = [
  { weight: 20, run: visitorSends },
  { weight: 14, run: agentSends },
  { weight: 40, run: flushSome },
  { weight: 6, run: disturb },
  { weight: 5, run: cut },
  { weight: 4, run: reloadTab },
  { weight: 3, run: secondTab },
  { weight: 3, run: closeTab },
  { weight: 4, run: agentActs },
  { weight: 6, run: agentRecalls },
  { weight: 6, run: passTime },
  { weight: 3, run: receipts }
]
const TOTAL = OPERATIONS.reduce((sum, { weight }) => sum + weight, 0)

async function operate(scene: Scene) {
  let at = scene.random.int(TOTAL)
  const { run } = OPERATIONS.find(({ weight }) => (at -= weight) < 0)!
  await run(scene)
  await settle()
}

const liveTabs = ({ people }: Scene) =>
  people.flatMap(person => person.tabs.filter(tab => tab.alive).map(tab => ({ person, tab })))
const nets = (scene: Scene) => [
  ...liveTabs(scene).map(({ tab }) => tab.net),
  ...scene.desks.map(desk => desk.net)
]

let counter = 0
const nextText = () => `text ${++counter}`

function visitorSends(scene: Scene) {
  const { person, tab } = scene.random.pick(liveTabs(scene))
  const text = nextText()
  person.texts.push(text)
  tab.session.send({ kind: 'text', text })
}

function agentSends(scene: Scene) {
  const desk = scene.random.pick(scene.desks)
  const mine = desk.session
    .inbox()
    .filter(one => one.status !== 'ended' && (one.agentId === null || one.agentId === desk.id))
  if (mine.length === 0) return
  const { uid } = scene.random.pick(mine)
  desk.session.open(uid)
  const text = nextText()
  desk.texts.set(uid, [...(desk.texts.get(uid) ?? []), text])
  desk.session.send(uid, { kind: 'text', text })
}

function flushSome(scene: Scene) {
  const wire = scene.random.pick(nets(scene)).current()
  if (!wire) return
  if (scene.random.chance(0.5)) wire.flushUp(1 + scene.random.int(4))
  else wire.flushDown(1 + scene.random.int(6))
}

function disturb(scene: Scene) {
  scene.random.pick(nets(scene)).current()?.disturb(scene.random)
}

function cut(scene: Scene) {
  scene.random.pick(nets(scene)).current()?.cut()
}

function closeOne(tab: Tab) {
  tab.alive = false
  tab.session.destroy()
}

function reloadTab(scene: Scene) {
  const { person, tab } = scene.random.pick(liveTabs(scene))
  closeOne(tab)
  openTab(scene, person)
}

function secondTab(scene: Scene) {
  const person = scene.random.pick(scene.people)
  if (person.tabs.filter(tab => tab.alive).length < 3) openTab(scene, person)
}

function closeTab(scene: Scene) {
  const person = scene.random.pick(scene.people)
  const alive = person.tabs.filter(tab => tab.alive)
  if (alive.length > 1) closeOne(scene.random.pick(alive))
}

function agentActs({ random, desks }: Scene) {
  const desk = random.pick(desks)
  const inbox = desk.session.inbox().filter(one => one.status !== 'ended')
  if (inbox.length === 0) return
  const { uid, cid } = random.pick(inbox)
  const other = random.pick(desks).id
  const acts = [
    () => desk.session.accept(uid, cid),
    () => desk.session.end(uid, cid),
    () => desk.session.release(uid, cid),
    () => desk.session.transfer(uid, cid, { agentId: other }),
    () => desk.session.addAgent(uid, cid, other),
    () => desk.session.removeAgent(uid, cid, other),
    () => void desk.session.send(uid, { kind: 'note', text: 'between us' }),
    () => void desk.session.open(uid)
  ]
  random.pick(acts)()
}

/** Whatever this agent has said last there; it may be too late, or somebody else's by now. */
function agentRecalls({ random, desks }: Scene) {
  const { id, session, recalled, texts } = random.pick(desks)
  if (texts.size === 0) return
  const uid = random.pick([...texts.keys()])
  const own = session.open(uid).entries.findLast(({ by, content }) => by.id === id && content.kind === 'text')
  if (!own || own.content.kind !== 'text') return
  recalled.add(own.content.text)
  session.recall(uid, own.seq)
}

function passTime({ clock, random }: Scene) {
  return clock.advance(random.int(4_000))
}

function receipts(scene: Scene) {
  scene.random.pick(liveTabs(scene)).tab.session.read()
  const desk = scene.random.pick(scene.desks)
  for (const uid of desk.seen.keys()) desk.session.read(uid)
}

/** Promises, the writer's turn of the loop, SQLite's answers. */
async function settle() {
  for (let i = 0; i < 4; i++) await new Promise(resolve => setImmediate(resolve))
}

/** No more faults: flushes until nothing moves for a while. */
async function heal(scene: Scene) {
  for (const desk of scene.desks) for (const person of scene.people) desk.session.open(person.uid)
  let quiet = 0
  for (let round = 0; round < 600 && quiet < 8; round++) {
    let moved = 0
    for (const net of nets(scene)) {
      const wire = net.current()
      moved += wire?.queued() ?? 0
      wire?.flushUp()
      await settle()
      wire?.flushDown()
    }
    await settle()
    await scene.clock.advance(500)
    quiet = moved === 0 && everybodyIsDone(scene) ? quiet + 1 : 0
  }
  if (quiet < 8) scene.violations.push('liveness: not everybody came to rest')
}

function everybodyIsDone(scene: Scene): boolean {
  const tabs = liveTabs(scene).map(({ tab }) => tab.session)
  const desks = scene.desks.map(desk => desk.session)
  return (
    tabs.every(
      session => session.status().status === 'online' && session.pending().every(one => one.failed)
    ) &&
    desks.every(
      session =>
        session.status() === 'online' &&
        scene.people.every(({ uid }) => session.pending(uid).every(one => one.failed))
    )
  )
}

async function check(scene: Scene) {
  for (const person of scene.people) {
    const stored = await entriesAfter(scene.world.database.read, person.uid, 0, 100_000)
    checkStore(scene, person, stored)
    for (const tab of person.tabs)
      if (tab.alive) compare(scene, `tab of ${person.uid}`, tab.session.timeline.entries, stored)
    for (const desk of scene.desks)
      compare(scene, `${desk.id} on ${person.uid}`, desk.session.open(person.uid).entries, stored)
  }
  for (const desk of scene.desks) await checkInbox(scene, desk)
}

function checkStore({ violations, desks }: Scene, person: Person, stored: Entry[]) {
  stored.forEach((entry, i) => {
    if (entry.seq !== i + 1) violations.push(`gap: ${person.uid} has seq ${entry.seq} at place ${i + 1}`)
  })
  const texts = (role: string, id?: string) =>
    stored.flatMap(({ by, content }) =>
      by.role === role && (!id || by.id === id) && content.kind === 'text' ? [content.text] : []
    )
  expectSame(violations, `visitor ${person.uid}`, texts('visitor'), person.texts)
  for (const desk of desks) {
    const refused = new Set(
      desk.session.pending(person.uid).map(({ content }) => (content.kind === 'text' ? content.text : ''))
    )
    // A wish to recall may have been lost with a connection
    const kept = new Set(texts('agent', desk.id))
    expectSame(
      violations,
      `agent ${desk.id} to ${person.uid}`,
      texts('agent', desk.id),
      (desk.texts.get(person.uid) ?? []).filter(
        text => !refused.has(text) && (!desk.recalled.has(text) || kept.has(text))
      )
    )
  }
}

function expectSame(violations: Violations, who: string, stored: string[], sent: string[]) {
  const lost = sent.filter(text => !stored.includes(text))
  const doubled = stored.filter((text, i) => stored.indexOf(text) !== i)
  if (lost.length > 0) violations.push(`lost: ${who} ${lost.join(', ')}`)
  if (doubled.length > 0) violations.push(`doubled: ${who} ${doubled.join(', ')}`)
  if (lost.length === 0 && doubled.length === 0 && stored.join() !== sent.join())
    violations.push(`reordered: ${who}\n  sent   ${sent.join()}\n  stored ${stored.join()}`)
}

/** A client may hold only the end of the history, but that end without a hole and without a difference. */
function compare({ violations }: Scene, who: string, held: readonly Entry[], stored: Entry[]) {
  const tail = held.length === 0 ? [] : stored.slice(-held.length)
  // RV2 What is void is void for everybody; a note has a place with everybody
  const ids = (list: readonly Entry[]) =>
    list.map(({ seq, id, content }) => `${seq}:${id}${content.kind === 'void' ? ':void' : ''}`).join()
  if (stored.length > 0 && held.length === 0)
    violations.push(`diverged: ${who} holds nothing of ${stored.length}`)
  else if (ids(held) !== ids(tail))
    violations.push(`diverged: ${who} holds ${held.map(one => one.seq).join()} of ${stored.length}`)
}

async function checkInbox({ world, violations }: Scene, desk: Desk) {
  const rows = await world.database.read
    .selectFrom('conversation')
    .select(['cid', 'status', 'agent_id'])
    .execute()
  const inbox = new Map(desk.session.inbox().map(one => [one.cid, one]))
  for (const { cid, status, agent_id } of rows) {
    const known = inbox.get(cid)
    if (known?.status !== status || known.agentId !== agent_id)
      violations.push(
        `inbox: ${desk.id} has ${cid} as ${known?.status}/${known?.agentId}, stored is ${status}/${agent_id}`
      )
  }
}
