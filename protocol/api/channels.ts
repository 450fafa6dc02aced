import * as v from 'valibot'
import { Timeouts } from '../timeouts.ts'
import { flag, listOf, name, paging, textUpTo, whole, wholeText } from './fields.ts'
import { operation } from './operation.ts'

const KINDS = ['desktop', 'h5'] as const
const DOMAIN = /^(\*\.)?([a-z0-9-]+\.)*[a-z0-9-]+$/

/** Six hex digits, with or without # before them. */
const color = v.pipe(
  v.string(),
  v.trim(),
  v.transform(text => text.replace(/^#/, '').toLowerCase()),
  v.regex(/^[0-9a-f]{6}$/, 'has to be six hex digits')
)
/** 1 bottom right, 2 bottom left. */
const location = v.picklist([1, 2], 'has to be 1 (right) or 2 (left)')
/** Host names whose pages may show the chat; `*.example.com` for all below it. Empty: every page. */
const domains = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.trim(),
      v.toLowerCase(),
      v.regex(DOMAIN, 'has to be a host name such as shop.example, or *.shop.example')
    )
  ),
  v.maxLength(200, 'has at most 200 names')
)
/** What visitors have to prove: nothing, the seed’s MD5 or better, or a JWT. */
const require = v.picklist(['none', 'sign', 'jwt'], 'has to be none, sign or jwt')
/** For visitors whose own language we do not speak; null: English. */
const locale = v.nullable(
  v.pipe(v.string(), v.regex(/^[a-zA-Z]{2}([-_][a-zA-Z]{2,4})?$/, 'has to be a language such as en or zh-CN'))
)
/** Number of the robot that answers; null: nobody but people. */
const robot = v.nullable(whole(1, 1_000_000))
/** Who answers where a page does not say: 1 robot only, 2 people only, 3 robot first, 4 people first. */
const mode = v.picklist([1, 2, 3, 4], 'has to be 1, 2, 3 or 4')

/** In the company's own words; null: in ours, or nothing. */
const words = v.nullable(v.pipe(textUpTo(1_000), v.minLength(1, 'is needed')))
const said = {
  /** When a person takes a conversation. */
  agentHello: words,
  /** While nobody is there. */
  offline: words
}

const Channel = v.object({
  /** What pages send as `channelid`. */
  number: v.number(),
  kind: v.picklist(KINDS),
  name: v.string(),
  color: v.string(),
  location,
  domains: v.array(v.string()),
  /** Agents see what a visitor is typing before it is sent. */
  typingPreview: v.boolean(),
  /** The ways of all visitors over the site are recorded. */
  traces: v.boolean(),
  /** Agents see who browses, and may invite. */
  invitations: v.boolean(),
  locale,
  robot,
  mode,
  require,
  /** There is a key that visitors are signed with. */
  hasKey: v.boolean(),
  /** There is a second one, which counts as well until it is dropped. */
  hasOldKey: v.boolean(),
  ...said,
  unsignedVip: v.boolean(),
  unsignedFirst: v.boolean(),
  unsignedRouting: v.boolean(),
  timeouts: Timeouts,
  /** To be pasted into the pages of the site; empty for a channel of links. */
  snippet: v.string(),
  /** Opens the chat as a page of its own. */
  link: v.string()
})
export type Channel = v.InferOutput<typeof Channel>

const changes = {
  color: v.optional(color),
  location: v.optional(location),
  domains: v.optional(domains),
  typingPreview: v.optional(flag),
  traces: v.optional(flag),
  invitations: v.optional(flag),
  locale: v.optional(locale),
  robot: v.optional(robot),
  mode: v.optional(mode),
  require: v.optional(require),
  agentHello: v.optional(words),
  offline: v.optional(words),
  /** Which claims count of visitors for whom nobody has vouched: the VIP level and labels, … */
  unsignedVip: v.optional(flag),
  /** … being named before others in the queue, … */
  unsignedFirst: v.optional(flag),
  /** … and who should answer. */
  unsignedRouting: v.optional(flag),
  /** What happens when somebody is silent or gone. */
  timeouts: v.optional(Timeouts)
}
const channel = wholeText(1, 1_000_000)
/** The key in words, to be shown once and kept by whoever signs. */
const signingKey = v.object({ key: v.string() })

export const CHANNELS = {
  listChannels: operation({
    method: 'get',
    path: '/channels',
    says: 'The channels by number: how the chat looks and what it asks for, with what to paste and the link.',
    role: 'agent',
    scope: 'channels:read',
    input: v.object(paging),
    output: listOf(Channel)
  }),
  createChannel: operation({
    method: 'post',
    path: '/channels',
    says: 'Makes a channel; its number is the next one.',
    role: 'admin',
    scope: 'channels:write',
    input: v.object({ kind: v.picklist(KINDS, 'has to be desktop or h5'), name, ...changes }),
    output: Channel
  }),
  updateChannel: operation({
    method: 'patch',
    path: '/channels/:channel',
    says: 'Changes a channel; what is not named stays. What it asks visitors to prove counts for those who are there, too.',
    role: 'admin',
    scope: 'channels:write',
    input: v.object({ channel, name: v.optional(name), ...changes }),
    output: Channel
  }),
  rotateChannelKey: operation({
    method: 'post',
    path: '/channels/:channel/key',
    says: 'Makes a new key to sign visitors with, which is shown this one time. The one before stays good until it is dropped.',
    role: 'admin',
    scope: 'security:write',
    input: v.object({ channel }),
    output: signingKey
  }),
  dropOldChannelKey: operation({
    method: 'delete',
    path: '/channels/:channel/old-key',
    says: 'Ends the key before the present one, once nobody signs with it any more.',
    role: 'admin',
    scope: 'security:write',
    input: v.object({ channel }),
    output: Channel
  })
}
