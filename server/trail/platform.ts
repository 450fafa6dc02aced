import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { miniProgramOfApp } from '#server/store/mini-programs'
import { trackerAppsByAppId, type TrackerApp } from '#server/store/tracker-apps'
import { OutboundError } from '#server/outbound/outbound'
import { textOf } from './cards.ts'
import { ID_LENGTH } from './ids-of.ts'

/** A program together with the secret that the platform has given it. */
export type Bound = { app: TrackerApp; secret: string }

/** The secret of a program, of each company that has told us one: for its trajectory, or with its contact button. */
export async function secretsOfApp({ database, vault, channels }: Services, appId: string): Promise<Bound[]> {
  const apps = await trackerAppsByAppId(database, appId)
  const button = await miniProgramOfApp(database, appId)
  return apps.flatMap(app => {
    if (app.sealedSecret !== null) return [{ app, secret: vault.open(app.sealedSecret) }]
    if (button?.companyId !== app.companyId) return []
    return [{ app, secret: channels.wechat.apps.secretsOf(button).appSecret }]
  })
}

const TIMEOUT_MS = 4_000
/** The platform's words for a code that is wrong, used up or blocked: to ask again with it is in vain. */
const BAD_CODES = [40029, 40163, 40226]
const BAD_SECRETS = [40013, 40125]

export type Exchanged = { openid: string; unionid?: string }

/** Throws `bad-request` for a code that is no good, `forbidden` for a secret that is none, `unavailable` for the platform's own troubles. */
export async function exchangeCode(
  { outbound, config }: Services,
  { app, secret }: Bound,
  code: string
): Promise<Exchanged> {
  const query = new URLSearchParams({
    appid: app.appId,
    secret,
    js_code: code,
    grant_type: 'authorization_code'
  })
  const answer = await outbound
    .fetchOutside(`${config.wechatApi}/sns/jscode2session?${query}`, {
      timeoutMs: TIMEOUT_MS,
      mostBytes: 20_000
    })
    .catch((error: unknown) => {
      throw error instanceof OutboundError
        ? new ChatError('unavailable', `the platform could not be asked: ${error.code}`)
        : error
    })
  const { openid, unionid, errcode } = read(answer.body)
  const id = textOf(openid, ID_LENGTH)
  const union = textOf(unionid, ID_LENGTH)
  if (id) return { openid: id, ...(union ? { unionid: union } : {}) }
  if (BAD_CODES.includes(Number(errcode)))
    throw new ChatError('bad-request', 'jscode: the platform does not know this code, or it was used before')
  if (BAD_SECRETS.includes(Number(errcode)))
    throw new ChatError('forbidden', 'the app secret that was entered here is not the program’s')
  throw new ChatError('unavailable', `the platform answered ${String(errcode ?? answer.status).slice(0, 20)}`)
}

function read(body: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(body)
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
