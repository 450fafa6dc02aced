// The calls that a page makes: `/// <reference path="zc.d.ts" />`, then `zc('expand')`.
// All of them may be made before the script has loaded; they take effect in the order in which they were made.

export type Flag = boolean | 0 | 1 | '0' | '1' | 'true' | 'false'

/** Keys are merged over several calls, the last value wins; empty values and `NaN` are ignored. What can change while the chat is there changes at once. */
export type ZcConfig = {
  /** Six hex digits, with or without `#`: the colour of the entrance and of the chat. */
  color?: string
  /** Where the entrance and the window stand: 1 bottom right (default), 2 bottom left. */
  location?: 1 | 2 | '1' | '2'
  /** No entrance of ours: elements with a class of the script element (without one: `zhiCustomBtn`) open and close the chat. */
  custom?: Flag
  /** Nothing is drawn or requested until `zc("frame_manual")`. */
  manual?: Flag
  /** The window opens by itself, once, and leaves the focus where it is. */
  auto_expand?: Flag
  /** 1 loads the chat with the page, 0 (default) with the visitor's first sign of interest. */
  async?: Flag
  /** The entrance opens the chat on a page of its own, in a new window; zc("expand") and zc("frame_status") open the window as ever. */
  anchor?: Flag
  /** The entrance's icon moves when the page comes, but not for visitors who want no motion. */
  gif?: Flag
  /** Each time the window opens, the chat in it is loaded anew; what the visitor was typing stays. */
  reload?: Flag
  /** The same as `reload`. */
  refresh?: Flag
  /** Pixels, on a desktop: never more than there is room for. Without them 380 by 600. */
  width?: number | string
  height?: number | string
  /**
   * CSS declarations for the window on a desktop: where it is (`top`, `right`, `bottom`, `left`, `inset`, `margin`, `z-index`), `border`,
   * `outline`, `border-radius`, `box-shadow`, `background`, `opacity` and `transform`. Others, addresses and `!important` are refused with
   * a word in the console; `width` and `height` are ignored.
   */
  container_style?: string
  /** On phones the window covers half of the screen, or all of it (default). */
  expand_size?: 'half' | 'full'
  /** The number of the channel whose settings count; without it one for the kind of screen. */
  channelid?: number | string
  /** The language: cn, tw, en, … An unknown one is the browser's. */
  locale?: string
  /** The visitor's way over the site is recorded and shown to agents; without it, where the channel has that switched on. */
  man_trace?: Flag
  /** What agents see of the page before and of the present one in place of address and title; objects, or the JSON text of them. */
  pre_visit_args?: ZcPreviousPage | string
  cur_visit_args?: ZcPresentPage | string
  /** The page invites to chat by itself: `first_timeout` seconds (10) after it has come, `over_timeout` (60) after a refusal, `invite_count` times (1) in the visitor's day. */
  invite?: Flag
  first_timeout?: number | string
  over_timeout?: number | string
  invite_count?: number | string
  /** Words, button (at most 200 and 50 characters) and picture (http or https) of the invitation. */
  tip_title?: string
  submit_title?: string
  invite_imgsrc?: string
  /** True: agents neither see nor invite who is on this page, though the channel has that switched on. */
  invite_flag?: Flag
  /** All other documented keys (partnerid, uname, groupid, params, …) go to the chat as they are. */
  [key: string]: unknown
}

export type ZcPreviousPage = {
  pre_visit_url?: string
  pre_visit_title?: string
  pre_abstract?: string
  /** Shown when it is an https address. */
  pre_thumbnail?: string
  pre_tags?: string
}

export type ZcPresentPage = {
  cur_visit_url?: string
  cur_visit_title?: string
  cur_abstract?: string
  /** Shown when it is an https address; the documents call it `pcur_thumbnail` as well. */
  cur_thumbnail?: string
  pcur_thumbnail?: string
  cur_tags?: string
}

export type ZcMessage = {
  /** Address of the agent's picture, may be empty. */
  img: string
  name: string
  /** The text, or a word for what it is. */
  msg: string
  /** When it was sent, in milliseconds. */
  t: number
}

export type ZcState = 'expand' | 'collapse'

export type ZcEvents = {
  frame_ready: []
  receive_message: [message: ZcMessage]
  zhichiReceive: [message: ZcMessage]
  unread_count: [count: number]
  offline_message_count: [count: number]
  expand: []
  collapse: []
  failed: []
}

/** Callbacks run in a task of their own, never within the call. */
export interface Zc {
  (command: 'config', values: ZcConfig): void
  /** Starts what `manual` has held back. Code 000000 also when it had started, 000001 when the sysnum is not known. */
  (command: 'frame_manual', callback?: (answer: { code: '000000' | '000001' }) => void): void
  /** Toggles the window and answers with the new state; with code 000002, and no toggling, before `frame_manual`. */
  (command: 'frame_status', callback?: (state: ZcState | { code: '000002' }) => void): void
  /** Runs once, when the chat has loaded, or soon when it has already; brings the chat in when the page is idle. */
  (command: 'frame_ready', callback: () => void): void
  /** Runs for each message of an agent while the window is collapsed; `zhichiReceive` on `window` is the same as an event. */
  (command: 'receive_message' | 'zhichiReceive', callback: (message: ZcMessage) => void): void
  /** Runs whenever the number of unread messages changes. */
  (command: 'unread_count', callback: (count: number) => void): void
  /** Runs with the number of unread messages that agents have written after the conversation ended, when there are some. */
  (command: 'offline_message_count', callback: (count: number) => void): void
  /** Tells agents of one point of the visitor's way now, also where nothing else is recorded. At most one a second for long. */
  (
    command: 'trace',
    page?: { pre_visit_args?: ZcPreviousPage | string; cur_visit_args?: ZcPresentPage | string }
  ): void
  /** Opens the window and moves the focus into it. */
  (command: 'expand'): void
  /** Closes the window; the page then hears the message `chat_collapse_window`. */
  (command: 'collapse'): void
  /** Not needed: elements that come later are live without it. */
  (command: 'dynamic_ready'): void
  /** Listens; the same function twice runs once. `failed`: the chat has not started within half a minute and is taken away. */
  <Event extends keyof ZcEvents>(
    command: 'on',
    event: Event,
    callback: (...values: ZcEvents[Event]) => void
  ): void
  /** Without a callback nobody listens to the event any more. */
  <Event extends keyof ZcEvents>(
    command: 'off',
    event: Event,
    callback?: (...values: ZcEvents[Event]) => void
  ): void
  /** Takes everything of ours out of the page; the next script starts anew. */
  (command: 'destroy'): void
}

declare global {
  interface Window {
    zc: Zc
    /** The calls that wait for the script. */
    cbk?: ArrayLike<unknown>[]
  }
  var zc: Zc
}
