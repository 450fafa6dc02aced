import type { InvitationAnswer, PublicChannel } from '#protocol/host'

// What hangs on the page's queue and outlives one evaluation of the script: the next evaluation goes on with it, and the
// window's script finds the core here. A cached core may meet a newer window for a day, so this may grow, but not change.

export type Channel = PublicChannel

/**
 * What is asked of the window: calls of the page as they came (frame_status, frame_ready, receive_message, zhichiReceive,
 * unread_count, offline_message_count, on, off, expand, collapse, identify, logout), and our own:
 * - `toggle` with the element that was clicked;
 * - `auto`: expand, though nobody has asked, the first time;
 * - `load`: start the chat without showing it, perhaps with the entrance that might be clicked next;
 * - `gif`: the entrance is to move; older copies of the core ask for it.
 */
export type Order = ArrayLike<any>

/** What the window is told when it comes. */
export type Core = [
  sysnum: string,
  origin: string,
  /** What the page and the script's query have configured, merged: the core's own keys coerced, all others as given. */
  config: Record<string, unknown>,
  channel: () => Channel,
  /** This browser is too old for the chat. */
  fail: () => void,
  commands: Record<string, (call: ArrayLike<any>) => void>,
  /** Adds another of our scripts to the page. */
  bring: (name: string) => void,
  isKnown: (name: string) => boolean
]

/** What the core has no answer to: a key with its value, or a call alone. */
export type Puzzle = [key: string, value: unknown] | [call: ArrayLike<any>]

/** `by`: the agent's name. */
export type Invitation = { by: string; text?: string | undefined; answer(answer: InvitationAnswer): void }

export type Live = {
  /** Values of zc("config") so far. */
  given: Record<string, any>
  /** The rules for what the core draws. It stays in the page: to take one out differs from browser to browser. */
  sheet?: CSSStyleSheet
  /** What waits for a window; the window gives it another `push`. */
  orders: Order[]
  /** What waits for advice.js, which gives it another `push`. */
  puzzles: Puzzle[]
  /** What the console has been told, by whichever script. */
  said?: Set<string>
  /** Pages with Trusted Types let each name be taken once. */
  policy?: { createScriptURL(address: string): string }
  /** The company that is live, with its server. */
  of?: string
  /** The same script once more, perhaps with another query. */
  again?(address: string): void
  /** Takes all of the instance out of the page. */
  leave?(): void
  core?: Core
  /** The window's: the settings have been applied to the page once more. */
  settled?: (() => void) | undefined
  /** Points of zc("trace") that wait for visit.js, which gives it another `push`. */
  traces: unknown[]
  /** visit.js is here. */
  isVisited?: boolean | undefined
  /** An agent's, that invite.js has not taken yet. */
  invitation?: Invitation | undefined
  /** invite.js': shows it as soon as that is polite. */
  invite?: ((invitation: Invitation) => void) | undefined
  /** The window's, visit.js' and invite.js': take all away. Each calls the one before. */
  end?: (() => void) | undefined
  /** What the first generation's script keeps from one evaluation to the next. */
  v1?: unknown
}

type Queue = ArrayLike<any>[] & { openzc?: Live }

var page = window as unknown as { cbk: Queue; zc: unknown }

/** The page's stub pushes to it, has any name and may be defined again at any time: so it stays the same array for ever. */
export var queue = (page.cbk = page.cbk || [])
export var live: Live = (queue.openzc = queue.openzc || { given: {}, orders: [], puzzles: [], traces: [] })

page.zc =
  page.zc ||
  function () {
    page.cbk.push(arguments)
  }
