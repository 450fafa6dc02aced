import type { HostConfig, PublicSettings } from '#protocol/host'

// What hangs on the page's queue and outlives one evaluation of the script: the next evaluation goes on with it, and the
// window's script finds the core here. A cached core may meet a newer window for a day, so this may grow, but not change.

export type Channel = PublicSettings['channels'][number]

/**
 * What is asked of the window: calls of the page as they came (frame_status, frame_ready, receive_message, zhichiReceive,
 * unread_count, on, off, expand, collapse), and our own:
 * - `toggle` with the element that was clicked;
 * - `auto`: expand, though nobody has asked;
 * - `load`: start the chat without showing it;
 * - `settled`: the settings have been applied to the page once more;
 * - `end`: take all away.
 */
export type Order = ArrayLike<any>

/** What the core knows. */
export type Core = {
  company: PublicSettings
  origin: string
  /** What the page and the script's query have configured, merged and coerced. */
  config(): HostConfig
  channel(): Channel
}

/** Gives what carries out orders; nothing when this browser is too old for the chat. */
export type CreateWindow = (core: Core, live: Live) => ((order: Order) => void) | undefined

export type Live = {
  /** Values of zc("config") so far. */
  given: Record<string, any>
  /** What waits for a window. */
  orders: Order[]
  /** The company that is live, with its server. */
  of?: string
  /** The same script once more, perhaps with another query. */
  again?(address: string): void
  /** Takes all of the instance out of the page. */
  leave?(): void
  /** The window's script has come. */
  join?(create: CreateWindow): void
}

type Queue = ArrayLike<any>[] & { openzc?: Live }

var page = window as unknown as { cbk: Queue; zc: unknown }

/** The page's stub pushes to it, has any name and may be defined again at any time: so it stays the same array for ever. */
export var queue = (page.cbk = page.cbk || [])
export var live = (queue.openzc = queue.openzc || { given: {}, orders: [] })

page.zc =
  page.zc ||
  function () {
    page.cbk.push(arguments)
  }
