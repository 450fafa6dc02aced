import * as v from 'valibot'
import { done, id, listOf, name, paging, time } from './fields.ts'
import { operation } from './operation.ts'

const text = v.string('has to be text')
/** As the platform shows it under “development settings”. */
const appId = v.pipe(
  text,
  v.trim(),
  v.regex(/^wx[0-9a-z]{6,40}$/i, 'has to begin with wx, as the platform shows it')
)
const appSecret = v.pipe(
  text,
  v.trim(),
  v.minLength(1, 'is needed'),
  v.maxLength(200, 'has at most 200 characters')
)
/** 43 letters and digits, which the platform makes. */
const encodingAesKey = v.pipe(
  text,
  v.trim(),
  v.regex(/^[A-Za-z0-9+/]{43}$/, 'has to be the 43 letters and digits that the platform has made')
)
/** Typed on both sides; without it one is made here. */
const token = v.pipe(text, v.trim(), v.regex(/^[A-Za-z0-9]{3,32}$/, 'has to be 3 to 32 letters and digits'))
/** Null: nobody but people. */
const robot = v.nullable(
  v.pipe(
    v.number('has to be a number'),
    v.integer('has to be a whole number'),
    v.minValue(1, 'has to be 1 or more')
  )
)
/** 1 robot only, 2 people only, 3 robot first, 4 people first. */
const mode = v.picklist([1, 2, 3, 4], 'has to be 1, 2, 3 or 4')

/** An id; null: nobody in particular. */
const serve = v.nullable(id)

const MiniProgram = v.object({
  id: v.string(),
  name: v.string(),
  appId: v.string(),
  /** Number of its channel, for rules and reports. */
  channel: v.number(),
  /** To be put into the platform’s settings for pushes, with the token and the key. */
  url: v.string(),
  token: v.string(),
  /** `new`: the platform has not asked yet; `verified`; `failing`: what was tried last has failed. */
  state: v.picklist(['new', 'verified', 'failing']),
  verifiedAt: v.nullable(time),
  /** When the platform has last pushed something that was signed. */
  pushedAt: v.nullable(time),
  failingSince: v.nullable(time),
  problem: v.nullable(v.string()),
  robot,
  mode,
  group: serve,
  agent: serve
})
export type MiniProgram = v.InferOutput<typeof MiniProgram>

const reception = {
  robot: v.optional(robot),
  mode: v.optional(mode),
  /** Who answers where neither the button nor a rule says so: a group, … */
  group: v.optional(serve),
  /** … or one agent; not both. */
  agent: v.optional(serve)
}

export const MINI_PROGRAMS = {
  listMiniPrograms: operation({
    method: 'get',
    path: '/mini-programs',
    says: 'The WeChat mini programs that are bound, with what has to stand in the platform’s settings and how they are doing.',
    role: 'admin',
    scope: 'channels:read',
    input: v.object(paging),
    output: listOf(MiniProgram)
  }),
  bindMiniProgram: operation({
    method: 'post',
    path: '/mini-programs',
    says: 'Binds a mini program by its developer’s credentials. `conflict` when it is bound already, also by another company.',
    role: 'admin',
    scope: 'channels:write',
    input: v.object({ name, appId, appSecret, encodingAesKey, token: v.optional(token), ...reception }),
    output: MiniProgram,
    secret: ['appSecret', 'encodingAesKey', 'token']
  }),
  updateMiniProgram: operation({
    method: 'patch',
    path: '/mini-programs/:miniProgram',
    says: 'Changes a mini program; what is not named stays.',
    role: 'admin',
    scope: 'channels:write',
    input: v.object({
      miniProgram: id,
      name: v.optional(name),
      appSecret: v.optional(appSecret),
      encodingAesKey: v.optional(encodingAesKey),
      token: v.optional(token),
      ...reception
    }),
    output: MiniProgram,
    secret: ['appSecret', 'encodingAesKey', 'token']
  }),
  checkMiniProgram: operation({
    method: 'post',
    path: '/mini-programs/:miniProgram/check',
    says: 'Asks the platform for an access token, and says how the mini program is doing.',
    role: 'admin',
    scope: 'channels:write',
    input: v.object({ miniProgram: id }),
    output: MiniProgram
  }),
  resendToMiniProgram: operation({
    method: 'post',
    path: '/mini-programs/messages/:visitor/:seq/again',
    says: 'Sends a message that has not gone out to a customer of a mini program once more. `not-found`: it has gone out by now.',
    role: 'agent',
    scope: 'customers:write',
    // A seq; what is none is not there
    input: v.object({ visitor: id, seq: v.pipe(text, v.maxLength(64, 'has at most 64 characters')) }),
    output: done
  })
}
