// The calls that a page makes: `/// <reference path="zc.d.ts" />`, then `zc('expand')`.
// All of them may be made before the script has loaded; they take effect in the order in which they were made.

export type Flag = boolean | 0 | 1 | '0' | '1' | 'true' | 'false'

/** Keys are merged over several calls, the last value wins; empty values and `NaN` are ignored. What can change while the chat is there changes at once. */
// The keys, made from protocol/keys.ts: npm run types
export type ZcConfig = {
  /** The company. In the address of the script or of the chat page, not in zc("config"). At most 64 characters. Example: `'00000000000000000000000000000001'` */
  sysnum?: string | number
  /** Another spelling of `sysnum`. */
  sysNum?: string | number
  /** Who the visitor is in your own system. Another partnerid is another visitor, with a conversation of its own. Without `sign` agents see it as not verified. At most 300 characters. Example: `'customer-1024'` */
  partnerid?: string | number
  /** Another spelling of `partnerid`. */
  partnerId?: string | number
  /** The proof of the partnerid, made on your server: MD5(sysnum + key + partnerid) where the channel asks for that, or a JWT of at most ten minutes. At most 4000 characters. Example: `'9e107d9d372bb6826bd81d3542a419d6'` */
  sign?: string | number
  /** The name that agents see first. Example: `'Lin'` */
  uname?: string | number
  /** The real name. Example: `'林一'` */
  realname?: string | number
  /** The telephone number. Example: `'+86 10 5555 0100'` */
  tel?: string | number
  /** The e-mail address. Example: `'lin@example.com'` */
  email?: string | number
  /** The QQ number. Example: `'10001'` */
  qq?: string | number
  /** Address of the visitor’s picture; visitors see it beside their messages with `show_face`. Example: `'https://example.com/faces/1024.png'` */
  face?: string
  /** A remark for the agents. Example: `'Prefers to be called in the evening'` */
  remark?: string | number
  /** The Weibo name. Example: `'lin'` */
  weibo?: string | number
  /** The WeChat name. Example: `'lin'` */
  weixin?: string | number
  /** The sex, as text. Example: `'1'` */
  sex?: string | number
  /** The birthday, as text. Example: `'1990-01-31'` */
  birthday?: string | number
  /** Facts of your own about the visitor: any names, shown row by row on the agent’s panel and found by its search. Example: `{ level: 'gold', city: 'Xiamen' }` */
  params?: object | string
  /** Values of the fields that the company has defined for its customers. Example: `{ customField1: 'A-17' }` */
  customer_fields?: object | string
  /** Another spelling of `customer_fields`. */
  customerFields?: object | string
  /** 1: the visitor is a VIP. Example: `1` */
  is_vip?: 0 | '0' | 1 | '1'
  /** The VIP level’s number. Example: `'3'` */
  vip_level?: string | number
  /** Labels of the visitor, by number, with commas between. Example: `'12,17'` */
  user_label?: string | number
  /** Where the visitor comes from: 0 desktop site, 1 WeChat, 2 app, 3 Weibo, 4 mobile site, 9 WeCom, 10 WeChat mini program. In a mini program’s web-view it also decides how files are opened. Example: `10` */
  source?: 0 | '0' | 1 | '1' | 2 | '2' | 3 | '3' | 4 | '4' | 9 | '9' | 10 | '10'
  /** The number of the channel whose settings count. Without it: the one for the kind of screen. At most 64 characters. Example: `2` */
  channelid?: string | number
  /** Another spelling of `channelid`. */
  channelFlag?: string | number
  /** Values for the agent’s summary of the conversation, as JSON by the ids or names of its fields; others are ignored. At most 8000 characters. Example: `'{"topic":"return"}'` */
  summaryparams?: string | number
  /** Who answers: 1 robot only, 2 people only, 3 the robot first, 4 people first. Example: `2` */
  type?: 1 | '1' | 2 | '2' | 3 | '3' | 4 | '4'
  /** Another spelling of `type`. */
  moduleType?: 1 | '1' | 2 | '2' | 3 | '3' | 4 | '4'
  /** Which robot answers. Example: `1` */
  robotid?: string | number
  /** Another spelling of `robotid`. */
  robotFlag?: string | number
  /** Which group of the robot’s common questions is shown. Example: `5` */
  faqid?: string | number
  /** 1: the robot offers its guide questions; 0: it does not. Example: `1` */
  guide_flag?: Flag
  /** 1: the way from the robot to a person is shown only after a few questions that it did not know (how many is a setting of the robot); 0: always. Example: `1` */
  show_manual?: Flag
  /** The agent who is to answer. Counts where the desk gives conversations out. Example: `'a3f1'` */
  agentid?: string | number
  /** Another spelling of `agentid`. */
  aid?: string | number
  /** When the agent of `agentid` is away: 1 says so, 0 lets another answer. Counts where the desk gives conversations out. Example: `0` */
  agent_mode_flag?: 0 | '0' | 1 | '1'
  /** The group of agents that is to answer; without it, and with several groups, the visitor is asked. Counts where the desk gives conversations out. Example: `'after-sales'` */
  groupid?: string | number
  /** Another spelling of `groupid`. */
  groupId?: string | number
  /** The chain of groups and agents to be tried in turn. Counts where the desk gives conversations out. Example: `[{ actionType: 'to_group', optionId: '3', deciId: 'g1' }]` */
  transfer_action?: readonly unknown[] | string
  /** Another spelling of `transfer_action`. */
  transferAction?: readonly unknown[] | string
  /** 1: before others in the queue. Counts where the desk gives conversations out. Example: `1` */
  queueFirst?: Flag
  /** What the robot says first, instead of its configured words. Example: `'Hello, what is it about?'` */
  robot_hello_word?: string | number
  /** Another spelling of `robot_hello_word`. */
  robotHelloWord?: string | number
  /** What is said when a person takes the conversation, instead of the configured words. Example: `'Hello, how can we help?'` */
  agent_hello_word?: string | number
  /** Another spelling of `agent_hello_word`. */
  adminHelloWord?: string | number
  /** What is said while no agent is online or the group is closed, instead of the configured words; a message can be left. Example: `'We are back at nine.'` */
  agent_offline_title?: string | number
  /** 1: who asks the robot for a person is shown the way to `to_customsys_url`. Example: `1` */
  to_customsys_flag?: Flag
  /** Where who asks for a person is led. Example: `'https://example.com/desk'` */
  to_customsys_url?: string
  /** 1: leaving a message opens `leave_customsys_url`. On phones. Example: `1` */
  leave_customsys_flag?: Flag
  /** Where messages are left instead. Example: `'https://example.com/letters'` */
  leave_customsys_url?: string
  /** The code of the platform to which several companies belong; not needed where there is only one. Example: `'1001'` */
  platformUnionCode?: string | number
  /** When a conversation goes to another company of the platform: 0 never, 1 always, 2 when all are busy, 3 when nobody is there. Example: `1` */
  flowType?: 0 | '0' | 1 | '1' | 2 | '2' | 3 | '3'
  /** The company that takes what flows over, by its code on the platform or its sysnum; without it the main account. Example: `'2002'` */
  flowCompanyId?: string | number
  /** Its group. Example: `'7'` */
  flowGroupId?: string | number
  /** Where the entrance and the window stand: 1 bottom right (default), 2 bottom left. Example: `2` */
  location?: 1 | '1' | 2 | '2'
  /** No entrance of ours: elements with a class of the script element open and close the chat; without one, those of class zhiCustomBtn. Example: `true` */
  custom?: Flag
  /** Another spelling of `custom`. */
  customBtn?: Flag
  /** Nothing is drawn or requested before zc("frame_manual"). Example: `true` */
  manual?: Flag
  /** The window opens by itself, once, and leaves the focus where it is. Example: `true` */
  auto_expand?: Flag
  /** Another spelling of `auto_expand`. */
  autoExpand?: Flag
  /** The entrance opens the chat on a page of its own, in a new window, as the same visitor. zc("expand") and zc("frame_status") open the window on the page all the same. Example: `true` */
  anchor?: Flag
  /** 1 loads the chat together with the page; 0 (default) with the visitor’s first sign of interest. Example: `1` */
  async?: Flag
  /** 1: the entrance’s icon moves for a few seconds when the page comes, but not for visitors who want no motion. Example: `1` */
  gif?: Flag
  /** The chat is loaded anew each time it is opened; what was being typed stays. On a page of its own: each time the browser brings the page back. Example: `true` */
  reload?: Flag
  /** The same as `reload`. Example: `true` */
  refresh?: Flag
  /** CSS declarations for the window on a desktop: its place, border, outline, corners, shadow, background, opacity and transform. Addresses, `!important`, width and height do not count. At most 2000 characters. Example: `'right:40px;border-radius:4px'` */
  container_style?: string | number
  /** Height of the window on a desktop, in pixels: never more than there is room for. Without it 600. From 1 to 10000. Example: `640` */
  height?: number | `${number}`
  /** Width of the window on a desktop, in pixels: never more than there is room for. Without it 380. From 1 to 10000. Example: `420` */
  width?: number | `${number}`
  /** false: the visitor does not agree to be recorded. Nothing is kept on your site, and no visits, traces or invitations happen; the chat itself goes on, since the visitor opens it. zc("consent", false) is the same. Example: `false` */
  consent?: Flag
  /** On phones the window covers half of the screen, or all of it (default). Example: `'half'` */
  expand_size?: 'half' | 'full'
  /** The colour of the entrance and of the chat, six hex digits; the text on it stays readable. Example: `'0F766E'` */
  color?: string
  /** The language: cn, en, tw, id, ja, ko, th, vi, ms, de, fr, es, pt, ru, ar. An unknown one is the browser’s. At most 35 characters. Example: `'en'` */
  locale?: string | number
  /** Another spelling of `locale`. */
  lan?: string | number
  /** What the top bar’s title is: 1 the company, 2 `custom_title`, 3 the agent who answers. Example: `2` */
  title_flag?: 1 | '1' | 2 | '2' | 3 | '3'
  /** Another spelling of `title_flag`. */
  titleFlag?: 1 | '1' | 2 | '2' | 3 | '3'
  /** The title of 1 to 30 characters, for `title_flag` 2; without the top bar the title of the page. At most 30 characters. Example: `'After-sales'` */
  custom_title?: string | number
  /** Another spelling of `custom_title`. */
  customTitle?: string | number
  /** Another spelling of `custom_title`. */
  customTtile?: string | number
  /** 1: the agent’s picture beside their messages; with `face` the visitor’s, too. Example: `1` */
  show_face?: Flag
  /** `hide` takes the emoji button away once a person answers. Example: `'hide'` */
  emoji_state?: 'hide' | 'show'
  /** 0: addresses in messages are plain text; anything else: links (default). Example: `0` */
  is_link?: boolean | number | string
  /** `hide` takes the screenshot button of the desktop away. Example: `'hide'` */
  cut_flag?: 'hide' | 'show'
  /** 0 takes the attachment button of the phone away, which is there once a person answers. Example: `0` */
  photo_flag?: Flag
  /** 1: a button for leaving a message in the menu; 0: none. Example: `1` */
  leave_msg_flag?: Flag
  /** Another spelling of `leave_msg_flag`. */
  isMessageFlag?: Flag
  /** 0: notices and the end of a conversation offer to leave a message; 1: they do not. Example: `1` */
  msg_flag?: Flag
  /** Another spelling of `msg_flag`. */
  msgflag?: Flag
  /** 1: the rating button, once there is a conversation; 0: none. Example: `1` */
  feedback_flag?: Flag
  /** Another spelling of `feedback_flag`. */
  isFeedBackFlag?: Flag
  /** 1: who closes the chat is asked for a rating first. Example: `1` */
  show_evaluate?: Flag
  /** 1: the visitor may still rate after the agent has ended the conversation. Example: `1` */
  satDegree_A?: Flag
  /** Only the history of the last so many minutes is shown. From 10 to 2880. Example: `1440` */
  time?: number | `${number}`
  /** The name of what the visitor looks at. Without it there is no card. Example: `'Walking boots'` */
  card_title?: string | number
  /** Another spelling of `card_title`. */
  title_info?: string | number
  /** Where the card leads: an http(s) address, or a page of the mini program inside WeChat. Example: `'https://example.com/p/42'` */
  card_url?: string
  /** Another spelling of `card_url`. */
  url_info?: string
  /** The card’s details. Example: `'Leather, size 42'` */
  card_desc?: string | number
  /** Another spelling of `card_desc`. */
  abstract_info?: string | number
  /** The card’s short note, such as a price. Example: `'¥ 599'` */
  card_note?: string | number
  /** Another spelling of `card_note`. */
  label_info?: string | number
  /** Address of the card’s picture. Example: `'https://example.com/p/42.jpg'` */
  card_picture?: string
  /** Another spelling of `card_picture`. */
  thumbnail_info?: string
  /** State of the order: 1 to be paid, 2 to be sent, 3 under way, 4 being delivered, 5 done, 6 to be reviewed, 7 cancelled, 0 as in `status_custom`. Example: `3` */
  order_status?: 0 | '0' | 1 | '1' | 2 | '2' | 3 | '3' | 4 | '4' | 5 | '5' | 6 | '6' | 7 | '7'
  /** A state in your own words, for `order_status` 0. At most 100 characters. Example: `'In repair'` */
  status_custom?: string | number
  /** When the order was made, in milliseconds. From 0 to 8640000000000000. Example: `1700000000000` */
  create_time?: number | `${number}`
  /** The order’s number. At most 200 characters. Example: `'A-2024-17'` */
  order_code?: string | number
  /** Where the order is shown. Example: `'https://example.com/o/17'` */
  order_url?: string
  /** How many goods. From 0 to 1000000000. Example: `2` */
  goods_count?: number | `${number}`
  /** The sum, in whole fen: 1000 is ¥10.00. Decimals are refused. From 0 to 1000000000000. Example: `1000` */
  total_fee?: number | `${number}`
  /** The goods, each with `name` and `pictureUrl`. Example: `[{ name: 'Boots', pictureUrl: 'https://example.com/p/42.jpg' }]` */
  goods?: readonly unknown[] | string
  /** The card of the v6 generation, as one object. Example: `{ title: 'Walking boots', url: 'https://example.com/p/42' }` */
  card_info?: object | string
  /** 1: the page invites the visitor to chat by itself. Example: `1` */
  invite?: Flag
  /** What the invitation says. At most 200 characters. Example: `'May we help you choose?'` */
  tip_title?: string | number
  /** Another spelling of `tip_title`. */
  tipTitle?: string | number
  /** What is on the button that accepts. At most 50 characters. Example: `'Yes, please'` */
  submit_title?: string | number
  /** Another spelling of `submit_title`. */
  submitBtnTitle?: string | number
  /** Seconds until the first invitation. From 0 to 86400. Example: `10` */
  first_timeout?: number | `${number}`
  /** Another spelling of `first_timeout`. */
  firstTimeout?: number | `${number}`
  /** Seconds from a refusal to the next invitation. From 0 to 86400. Example: `60` */
  over_timeout?: number | `${number}`
  /** Another spelling of `over_timeout`. */
  overTimeout?: number | `${number}`
  /** How often at most in a visitor’s day. From 0 to 1000. Example: `3` */
  invite_count?: number | `${number}`
  /** Another spelling of `invite_count`. */
  inviteCount?: number | `${number}`
  /** Address of the invitation’s picture. Example: `'https://example.com/hello.png'` */
  invite_imgsrc?: string
  /** Another spelling of `invite_imgsrc`. */
  inviteImgSrc?: string
  /** true: agents do not see or invite the visitors of this page. Example: `true` */
  invite_flag?: Flag
  /** true: the pages that the visitor looks at are told to agents. Example: `true` */
  man_trace?: Flag
  /** Another spelling of `man_trace`. */
  manTrace?: Flag
  /** Another spelling of `man_trace`. */
  manTrance?: Flag
  /** The page before, for the trajectory: `url`, `title`, `abstract`, `thumbnail`, `tags`. Example: `{ pre_visit_title: 'Shoes' }` */
  pre_visit_args?: ZcPreviousPage | string
  /** Another spelling of `pre_visit_args`. */
  preVisitArgs?: ZcPreviousPage | string
  /** This page, for the trajectory, in the same way. Example: `{ cur_visit_title: 'Walking boots' }` */
  cur_visit_args?: ZcPresentPage | string
  /** Another spelling of `cur_visit_args`. */
  curVisitArgs?: ZcPresentPage | string
  /** Abstract of the page before. Example: `'All shoes'` */
  pre_abstract?: string | number
  /** Address of the page before. Example: `'https://example.com/shoes'` */
  pre_visit_url?: string
  /** Title of the page before. Example: `'Shoes'` */
  pre_visit_title?: string | number
  /** Picture of the page before. Example: `'https://example.com/shoes.jpg'` */
  pre_thumbnail?: string
  /** Tags of the page before. Example: `'shoes'` */
  pre_tags?: string | number
  /** Abstract of this page. Example: `'Leather boots'` */
  cur_abstract?: string | number
  /** Address of this page. Example: `'https://example.com/p/42'` */
  cur_visit_url?: string
  /** Title of this page. Example: `'Walking boots'` */
  cur_visit_title?: string | number
  /** Picture of this page. Example: `'https://example.com/p/42.jpg'` */
  cur_thumbnail?: string
  /** Another spelling of `cur_thumbnail`. */
  pcur_thumbnail?: string
  /** Tags of this page. Example: `'boots,leather'` */
  cur_tags?: string | number
}
// End of the keys

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
  /** Says who the visitor is, as `config` does; keys of the call before that this one leaves out are taken back. */
  (command: 'identify', values: ZcConfig): void
  /**
   * The visitor has signed out: keys that say who somebody is are taken back, and the browser forgets its visitors, with what was typed and
   * not sent. Brings the chat in when the page is idle.
   */
  (command: 'logout'): void
  /** false: nothing is kept on the site, and no visits, traces and invitations happen, until it is true. The same as the key. */
  (command: 'consent', agreed: boolean): void
  /** Opens the doctor, a panel for whoever sets the page up; `?zc_debug=1` in the page's address does it, too. */
  (command: 'debug'): void
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
