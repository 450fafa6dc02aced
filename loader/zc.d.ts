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
  /** All other documented keys (partnerid, uname, groupid, params, …) go to the chat as they are. */
  [key: string]: unknown
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

/** An unread message, as the first generation tells it. */
export type FirstMessage = { content: string; customName: string; msgId: string }

type FirstEvents = {
  /** The settings are there; what is set in it still counts. */
  load: []
  receivemessage: [received: { data: FirstMessage[] }]
  'unread.count': [count: number]
  'unread.custom': [count: number]
  'core.framestatuschange': [state: ZcState]
}

/** What pages of the first generation hold; only with the script at /chat/frame/js/entrance.js. */
export interface FirstManager {
  /** Names of either generation. Of the look: title, size, horizontal, vertical, customMargin. */
  set(key: string, value: unknown): void
  set(values: Record<string, unknown>): void
  on<Event extends keyof FirstEvents>(event: Event, callback: (...values: FirstEvents[Event]) => void): void
  /** Draws the entrance, which `manual=true` holds back, or one that the page has deleted. */
  initBtnDOM(): void
  init(): void
  /** Nothing. */
  load(): void
  expand(callback?: (state: 'expand') => void): void
  collapse(callback?: (state: 'collapse') => void): void
  getStatus(): ZcState
  /** What has come since the window was closed. */
  getUnreadChatList(): FirstMessage[]
  setGroupId(id: string): void
  userInfoServ(user: Record<string, unknown>): void
  sessionStatus(callback: (answer: { code: '000000'; status: 'open' | 'ended' | 'none' }) => void): void
}

declare global {
  interface Window {
    zc: Zc
    /** The calls that wait for the script. */
    cbk?: ArrayLike<unknown>[]
  }
  function getzhiSDKInstance(): FirstManager
  var zc: Zc
}
