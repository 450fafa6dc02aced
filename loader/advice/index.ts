import { callOf, ignoredKey, keyOfElsewhere, unknownKey } from '#protocol/key-sentences'
import { nearest } from '#protocol/nearest'
import type { Live, Puzzle } from '../live.ts'
import { warnOnce } from '../warn.ts'

// Comes to pages that have called something unknown, or set what does not count, and tells their developers in the console.
// What is wrong with values that the core does not read itself is told by the chat, which has the whole table of keys.

/** Every spelling of every key, with spaces between; a minus before those that a page cannot set. */
declare const __OPENZC_SPELLINGS__: string
/** Why the core has refused a value of a key that it reads. */
declare const __OPENZC_REASONS__: Record<string, string>

/** What template languages leave behind. */
const NOTHING = /^\s*(|undefined|null|NaN|\[object Object\])\s*$/
const REASONS = __OPENZC_REASONS__
const spellings = __OPENZC_SPELLINGS__.split(' ')

const { cbk } = window as unknown as { cbk?: { openzc?: Live } }
if (cbk?.openzc) join(cbk.openzc)

/** Tells what has waited, and from now on each as it comes. */
function join(live: Live): void {
  const { core, puzzles } = live
  const [sysnum, , , , , commands] = core!
  const warn = warnOnce(live)
  if (!sysnum) warn('no such sysnum as in the address of the script.')
  puzzles.splice(0).forEach(tell)
  puzzles.push = (...given) => (given.forEach(tell), 0)

  function tell([key, value]: Puzzle) {
    const sentence =
      typeof key === 'string'
        ? adviceOnKey(key, value)
        : adviceOnCommand(String(key[0]), Object.keys(commands))
    if (sentence) warn(sentence)
  }
}

function adviceOnKey(name: string, value: unknown): string | false {
  if (typeof value === 'string' && NOTHING.test(value)) return false
  if (spellings.includes(name)) {
    const why = REASONS[name]
    return why !== undefined && `${callOf('script')}: ${ignoredKey(name, why)}`
  }
  const isElsewhere = spellings.includes(`-${name}`)
  const known = spellings.map(one => one.replace('-', ''))
  return `${callOf('script')}: ${isElsewhere ? keyOfElsewhere(name) : unknownKey(name, known)}`
}

function adviceOnCommand(name: string, commands: string[]): string {
  const meant = nearest(name, commands)
  return `zc("${name}") is not a known command${meant ? `; did you mean ${meant}?` : '.'}`
}
