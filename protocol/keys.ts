// Every key of zc("config") and of a chat link, once: coercion, links, types, the guide and the tests read this table.
// A new key is a line here, its sentences in docs/keys/texts.ts and whoever reads it.

/**
 * What a value becomes:
 * - `text`: at most `most` characters (default 1,000; numbers are taken as text);
 * - `flag`: true for true, 1, "1", "true"; false for false, 0, "0", "false";
 * - `notZero`: false for 0 and false, true for everything else;
 * - `number`: a whole number from `least` to `most`;
 * - `choice`: one of `of`, as text;
 * - `color`: six hex digits, without `#`;
 * - `url`: an http(s) address, decoded once more when it is still encoded; with `page` also a mini program's path;
 * - `object`, `list`: JSON, or the text of it, at most `most` characters (default 8,000).
 */
export type KeyKind = 'text' | 'flag' | 'notZero' | 'number' | 'choice' | 'color' | 'url' | 'object' | 'list'

/** Where a key is read: `script` zc("config") and the script's query, `link` the address of a chat page, `leave` the leave-message page's. */
export type Surface = 'script' | 'link' | 'leave'

/**
 * Who acts on it: the entrance and its window on the customer's page, the chat's screen, invitations and traces; `visitor` says
 * who it is and `routing` who should answer (both are shown to agents), `card` becomes a card above the composer, `identity`
 * is for the server's eyes only.
 */
export type KeyUse =
  | 'entrance'
  | 'window'
  | 'chat'
  | 'visitor'
  | 'routing'
  | 'card'
  | 'invite'
  | 'trace'
  | 'identity'

export type Key = {
  use: KeyUse
  kind: KeyKind
  on: readonly Surface[]
  /** Other spellings: of the first generation and of links. */
  alias?: readonly string[]
  most?: number
  least?: number
  of?: readonly string[]
  page?: true
}

const SCRIPT = ['script'] as const
const LINK = ['link'] as const
const BOTH = ['script', 'link'] as const
const ALL = ['script', 'link', 'leave'] as const
const LEAVE = ['leave'] as const

export const KEYS = {
  sysnum: { use: 'identity', kind: 'text', on: ALL, most: 64, alias: ['sysNum'] },
  partnerid: { use: 'visitor', kind: 'text', on: BOTH, most: 300, alias: ['partnerId'] },
  sign: { use: 'identity', kind: 'text', on: BOTH, most: 4_000 },

  uname: { use: 'visitor', kind: 'text', on: ALL },
  realname: { use: 'visitor', kind: 'text', on: BOTH },
  tel: { use: 'visitor', kind: 'text', on: BOTH },
  email: { use: 'visitor', kind: 'text', on: BOTH },
  qq: { use: 'visitor', kind: 'text', on: BOTH },
  face: { use: 'visitor', kind: 'url', on: BOTH },
  remark: { use: 'visitor', kind: 'text', on: BOTH },
  weibo: { use: 'visitor', kind: 'text', on: BOTH },
  weixin: { use: 'visitor', kind: 'text', on: BOTH },
  sex: { use: 'visitor', kind: 'text', on: BOTH },
  birthday: { use: 'visitor', kind: 'text', on: BOTH },
  params: { use: 'visitor', kind: 'object', on: BOTH },
  customer_fields: { use: 'visitor', kind: 'object', on: BOTH, alias: ['customerFields'] },
  is_vip: { use: 'visitor', kind: 'choice', on: BOTH, of: ['0', '1'] },
  vip_level: { use: 'visitor', kind: 'text', on: BOTH },
  user_label: { use: 'visitor', kind: 'text', on: BOTH },
  source: { use: 'visitor', kind: 'choice', on: ALL, of: ['0', '1', '2', '3', '4', '9', '10'] },
  channelid: { use: 'visitor', kind: 'text', on: BOTH, most: 64, alias: ['channelFlag'] },
  summaryparams: { use: 'visitor', kind: 'text', on: BOTH, most: 8_000 },

  type: { use: 'routing', kind: 'choice', on: BOTH, of: ['1', '2', '3', '4'], alias: ['moduleType'] },
  robotid: { use: 'routing', kind: 'text', on: BOTH, alias: ['robotFlag'] },
  faqid: { use: 'routing', kind: 'text', on: BOTH },
  guide_flag: { use: 'routing', kind: 'flag', on: BOTH },
  show_manual: { use: 'routing', kind: 'flag', on: BOTH },
  agentid: { use: 'routing', kind: 'text', on: BOTH, alias: ['aid'] },
  agent_mode_flag: { use: 'routing', kind: 'choice', on: BOTH, of: ['0', '1'] },
  groupid: { use: 'routing', kind: 'text', on: ALL, alias: ['groupId'] },
  transfer_action: { use: 'routing', kind: 'list', on: BOTH, alias: ['transferAction'] },
  queueFirst: { use: 'routing', kind: 'flag', on: BOTH },
  robot_hello_word: { use: 'routing', kind: 'text', on: BOTH, alias: ['robotHelloWord'] },
  agent_hello_word: { use: 'routing', kind: 'text', on: BOTH, alias: ['adminHelloWord'] },
  agent_offline_title: { use: 'routing', kind: 'text', on: BOTH },
  to_customsys_flag: { use: 'routing', kind: 'flag', on: BOTH },
  to_customsys_url: { use: 'routing', kind: 'url', on: BOTH },
  to_customsys_open_style: { use: 'routing', kind: 'choice', on: LINK, of: ['0', '1'] },
  leave_customsys_flag: { use: 'routing', kind: 'flag', on: BOTH },
  leave_customsys_url: { use: 'routing', kind: 'url', on: BOTH },
  platformUnionCode: { use: 'routing', kind: 'text', on: BOTH },
  flowType: { use: 'routing', kind: 'choice', on: BOTH, of: ['0', '1', '2', '3'] },
  flowCompanyId: { use: 'routing', kind: 'text', on: BOTH },
  flowGroupId: { use: 'routing', kind: 'text', on: BOTH },

  location: { use: 'entrance', kind: 'choice', on: SCRIPT, of: ['1', '2'] },
  custom: { use: 'entrance', kind: 'flag', on: SCRIPT, alias: ['customBtn'] },
  manual: { use: 'entrance', kind: 'flag', on: SCRIPT },
  auto_expand: { use: 'entrance', kind: 'flag', on: SCRIPT, alias: ['autoExpand'] },
  anchor: { use: 'entrance', kind: 'flag', on: SCRIPT },
  async: { use: 'entrance', kind: 'flag', on: SCRIPT },
  gif: { use: 'entrance', kind: 'flag', on: SCRIPT },
  reload: { use: 'window', kind: 'flag', on: BOTH },
  refresh: { use: 'window', kind: 'flag', on: SCRIPT },
  container_style: { use: 'window', kind: 'text', on: SCRIPT, most: 2_000 },
  height: { use: 'window', kind: 'number', on: SCRIPT, least: 1, most: 10_000 },
  width: { use: 'window', kind: 'number', on: SCRIPT, least: 1, most: 10_000 },
  consent: { use: 'window', kind: 'flag', on: SCRIPT },
  expand_size: { use: 'window', kind: 'choice', on: SCRIPT, of: ['half', 'full'] },

  color: { use: 'chat', kind: 'color', on: BOTH },
  locale: { use: 'chat', kind: 'text', on: ALL, most: 35, alias: ['lan'] },
  top_bar_flag: { use: 'chat', kind: 'flag', on: LINK },
  title_flag: { use: 'chat', kind: 'choice', on: BOTH, of: ['1', '2', '3'], alias: ['titleFlag'] },
  custom_title: {
    use: 'chat',
    kind: 'text',
    on: BOTH,
    most: 30,
    alias: ['customTitle', 'customTtile']
  },
  back: { use: 'chat', kind: 'flag', on: LINK },
  useWxjs: { use: 'chat', kind: 'flag', on: LINK },
  show_face: { use: 'chat', kind: 'flag', on: BOTH },
  emoji_state: { use: 'chat', kind: 'choice', on: BOTH, of: ['hide', 'show'] },
  is_link: { use: 'chat', kind: 'notZero', on: BOTH },
  cut_flag: { use: 'chat', kind: 'choice', on: BOTH, of: ['hide', 'show'] },
  photo_flag: { use: 'chat', kind: 'flag', on: BOTH },
  leave_msg_flag: { use: 'chat', kind: 'flag', on: BOTH, alias: ['isMessageFlag'] },
  msg_flag: { use: 'chat', kind: 'flag', on: BOTH, alias: ['msgflag'] },
  feedback_flag: { use: 'chat', kind: 'flag', on: BOTH, alias: ['isFeedBackFlag'] },
  show_evaluate: { use: 'chat', kind: 'flag', on: BOTH },
  satDegree_A: { use: 'chat', kind: 'flag', on: BOTH },
  time: { use: 'chat', kind: 'number', on: BOTH, least: 10, most: 2_880 },
  templateid: { use: 'chat', kind: 'text', on: LEAVE },
  uid: { use: 'chat', kind: 'text', on: LEAVE },
  t: { use: 'chat', kind: 'text', on: LEAVE },

  card_title: { use: 'card', kind: 'text', on: BOTH, alias: ['title_info'] },
  card_url: { use: 'card', kind: 'url', on: BOTH, page: true, alias: ['url_info'] },
  card_desc: { use: 'card', kind: 'text', on: BOTH, alias: ['abstract_info'] },
  card_note: { use: 'card', kind: 'text', on: BOTH, alias: ['label_info'] },
  card_picture: { use: 'card', kind: 'url', on: BOTH, alias: ['thumbnail_info'] },
  order_status: { use: 'card', kind: 'choice', on: BOTH, of: ['0', '1', '2', '3', '4', '5', '6', '7'] },
  status_custom: { use: 'card', kind: 'text', on: BOTH, most: 100 },
  create_time: { use: 'card', kind: 'number', on: BOTH, least: 0, most: 8_640_000_000_000_000 },
  order_code: { use: 'card', kind: 'text', on: BOTH, most: 200 },
  order_url: { use: 'card', kind: 'url', on: BOTH, page: true },
  goods_count: { use: 'card', kind: 'number', on: BOTH, least: 0, most: 1_000_000_000 },
  total_fee: { use: 'card', kind: 'number', on: BOTH, least: 0, most: 1_000_000_000_000 },
  goods: { use: 'card', kind: 'list', on: BOTH },
  card_info: { use: 'card', kind: 'object', on: BOTH },

  invite: { use: 'invite', kind: 'flag', on: SCRIPT },
  tip_title: { use: 'invite', kind: 'text', on: SCRIPT, most: 200, alias: ['tipTitle'] },
  submit_title: { use: 'invite', kind: 'text', on: SCRIPT, most: 50, alias: ['submitBtnTitle'] },
  first_timeout: {
    use: 'invite',
    kind: 'number',
    on: SCRIPT,
    least: 0,
    most: 86_400,
    alias: ['firstTimeout']
  },
  over_timeout: { use: 'invite', kind: 'number', on: SCRIPT, least: 0, most: 86_400, alias: ['overTimeout'] },
  invite_count: { use: 'invite', kind: 'number', on: SCRIPT, least: 0, most: 1_000, alias: ['inviteCount'] },
  invite_imgsrc: { use: 'invite', kind: 'url', on: SCRIPT, alias: ['inviteImgSrc'] },
  invite_flag: { use: 'invite', kind: 'flag', on: SCRIPT },

  man_trace: { use: 'trace', kind: 'flag', on: SCRIPT, alias: ['manTrace', 'manTrance'] },
  pre_visit_args: { use: 'trace', kind: 'object', on: SCRIPT, alias: ['preVisitArgs'] },
  cur_visit_args: { use: 'trace', kind: 'object', on: SCRIPT, alias: ['curVisitArgs'] },
  pre_abstract: { use: 'trace', kind: 'text', on: SCRIPT },
  pre_visit_url: { use: 'trace', kind: 'url', on: SCRIPT },
  pre_visit_title: { use: 'trace', kind: 'text', on: SCRIPT },
  pre_thumbnail: { use: 'trace', kind: 'url', on: SCRIPT },
  pre_tags: { use: 'trace', kind: 'text', on: SCRIPT },
  cur_abstract: { use: 'trace', kind: 'text', on: SCRIPT },
  cur_visit_url: { use: 'trace', kind: 'url', on: SCRIPT },
  cur_visit_title: { use: 'trace', kind: 'text', on: SCRIPT },
  cur_thumbnail: { use: 'trace', kind: 'url', on: SCRIPT, alias: ['pcur_thumbnail'] },
  cur_tags: { use: 'trace', kind: 'text', on: SCRIPT }
} as const satisfies Record<string, Key>

export type KeyName = keyof typeof KEYS

type ValueOf = {
  text: string
  url: string
  color: string
  choice: string
  flag: boolean
  notZero: boolean
  number: number
  object: Record<string, unknown>
  list: unknown[]
}

/** What a page or a link has configured, after coercion. */
export type ChatConfig = { -readonly [Name in KeyName]?: ValueOf[(typeof KEYS)[Name]['kind']] }

const SPELLINGS = new Map(
  Object.entries<Key>(KEYS).flatMap(([name, { alias = [] }]) =>
    [name, ...alias].map(spelling => [spelling, name as KeyName] as const)
  )
)

/** The documented name of a key that is spelt in any known way. */
export const keyOf = (spelling: string): KeyName | undefined => SPELLINGS.get(spelling)

/** Every spelling, for suggestions. */
export const spellings = (): string[] => [...SPELLINGS.keys()]
