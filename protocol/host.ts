// The relation between the customer's page and the chat in the iframe. Imports nothing: it is part of the loader.
//
// LK1 On every `load` of the iframe, and a few times more while it has not answered, the loader posts a `Greeting` with a MessagePort to it, to the exact origin of the server.
// LK2 The iframe takes the greeting only from its parent window and only if the page's host is among the allowed domains.
// LK3 Everything else goes over the port: `ToWidget` in, `ToHost` out. What does not fit is ignored.
// LK4 The iframe never posts to a window.
// LK5 `logout` reaches a document once, and before any configuration of who comes next.

export const LINK_VERSION = 1

export type Greeting = { openzc: typeof LINK_VERSION; nonce: string }

/**
 * What the server writes into entrance.js: public, the same for every visitor. By position, since every page pays for it:
 * the company's sysnum, then its channels in the order of their numbers. A page picks one with `channelid`, else by its screen.
 */
export type PublicSettings = [sysnum: string, ...channels: PublicChannel[]]

/** Of a channel that has none of its own, and of the entrance on pages with the pinned script that set none. */
export const DEFAULT_COLOR = '0f766e'

/**
 * The colour is six hex digits; what is left out at the end is 0, for a desktop at the bottom right. `visits`: 1 visitors' ways
 * are recorded, 2 agents see who browses, 3 both.
 */
export type PublicChannel = [
  number: number,
  color: string,
  isForPhones?: 0 | 1,
  isLeft?: 0 | 1,
  visits?: 0 | 1 | 2 | 3
]

/** The values of zc("config") as the page gave them; the chat makes of them what the table of keys says. */
export type HostConfig = Record<string, string | number | boolean | object>

export type ToWidget =
  | { type: 'config'; config: HostConfig; page: { url: string; title: string; referrer: string } }
  /** `focus`: the visitor asked for the window, so it may take the focus. */
  | { type: 'shown'; shown: boolean; focus: boolean }
  | { type: Wish }

/**
 * `leave`: a page of its own is opened for this visitor; asks for the ticket. `ask`: the doctor asks for a report. `logout`:
 * the visitor has signed out of the page, and nothing of them is to be found here by whoever comes next.
 */
export type Wish = (typeof WISHES)[number]
const WISHES = ['leave', 'ask', 'logout'] as const

export type ToHost =
  | { type: 'ready'; nonce: string }
  /** The visitor asks to close the window. */
  | { type: 'collapse' }
  | { type: 'unread'; count: number }
  /** Once, when there are some: messages that came after the conversation had ended and that nobody has read. */
  | { type: 'offline'; count: number }
  /** A message of an agent came while the window was collapsed; shaped for `receive_message`. */
  | { type: 'received'; message: { img: string; name: string; msg: string; t: number } }
  /** Whether a conversation lives, for the hint that marks a returning visitor. */
  | { type: 'conversation'; state: 'open' | 'ended' }
  /** For the fragment of the address of a page of its own; empty when there is none to be had. */
  | { type: 'ticket'; ticket: string }
  /** Stands for the page's title while a message waits, by turns with the page's own, for which it is empty. */
  | { type: 'title'; text: string }
  /** What the entrance and the window are called, in the visitor's language. */
  | { type: 'label'; text: string }
  /** A sentence for the page's developer: a value of the configuration does not count. */
  | { type: 'advice'; text: string }
  /** JSON of a `Report`. */
  | { type: 'report'; text: string }

/** What the chat tells the doctor: how it is connected, and what agents see of this visitor. */
export type Report = {
  status: 'connecting' | 'online' | 'offline' | 'refused'
  /** Why, when it is refused. */
  refusal?: string | undefined
  /** 0 WebSocket, 1 streaming, 2 long poll. */
  via: number
  /** False when another tab of this visitor holds the connection. */
  leads: boolean
  /** Messages that are not stored yet. */
  waiting: number
  /** Absent when the server could not be asked. */
  seen?:
    | undefined
    | {
        verified: boolean
        firstSeenAt: number
        agentsOnline: boolean
        profile: { name?: string; page?: object; device?: object; claims?: Record<string, string> }
      }
}

/**
 * What visit.js tells the hidden page beside it, over the port of a greeting without a nonce. `kind`: to be recorded; `waits`: an
 * agent may invite; `given`: JSON of the keys that speak of pages; `answer`: what became of an invitation.
 */
export type ToVisit = {
  kind?: 'view' | 'trace' | undefined
  page: { url: string; title: string; referrer: string }
  given: string
  waits: boolean
  answer?: InvitationAnswer | undefined
}
export type InvitationAnswer = 'accepted' | 'declined'

/** And back: an agent of this name invites, perhaps with words of their own. */
export type FromVisit = { invite: string; text?: string | undefined }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

export function isGreeting(value: unknown): value is Greeting {
  return isObject(value) && value['openzc'] === LINK_VERSION && typeof value['nonce'] === 'string'
}

const isWish = (type: unknown): type is Wish => WISHES.includes(type as Wish)

export function isToWidget(value: unknown): value is ToWidget {
  if (!isObject(value)) return false
  if (value['type'] === 'shown')
    return typeof value['shown'] === 'boolean' && typeof value['focus'] === 'boolean'
  if (isWish(value['type'])) return true
  return value['type'] === 'config' && isObject(value['config']) && isObject(value['page'])
}

type Parts = { [name: string]: ((value: unknown) => boolean) | Parts }

const isText = (value: unknown) => typeof value === 'string'
const isNumber = (value: unknown) => typeof value === 'number'
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0

/** What each kind of `ToHost` holds, by type. */
const PARTS: Record<ToHost['type'], Parts> = {
  ready: { nonce: isText },
  collapse: {},
  unread: { count: isCount },
  offline: { count: isCount },
  received: { message: { img: isText, name: isText, msg: isText, t: isNumber } },
  conversation: { state: value => value === 'open' || value === 'ended' },
  ticket: { ticket: isText },
  title: { text: isText },
  label: { text: isText },
  advice: { text: isText },
  report: { text: isText }
}

export const isToHost = (value: unknown): value is ToHost =>
  isObject(value) &&
  Object.hasOwn(PARTS, String(value['type'])) &&
  fits(value, PARTS[value['type'] as ToHost['type']])

const fits = (value: unknown, parts: Parts): boolean =>
  isObject(value) &&
  Object.entries(parts).every(([name, part]) =>
    typeof part === 'function' ? part(value[name]) : fits(value[name], part)
  )
