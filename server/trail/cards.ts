import { ChatError } from '#protocol/errors'
import { LIMITS } from '#protocol/limits'
import { safeUrl } from '#protocol/safe-url'
import type { TrailCard, TrailOrder, TrailParam } from '#protocol/track'

// What a mini program says of a product or an order, as agents are shown it. Only what a card cannot do without is insisted on: the vendor's
// own file sends whatever the program gave it.

type Data = Record<string, unknown>

const MOST_PARAMS = 20
const MOST_GOODS = 50
const SIZES = { least: 8, most: 32 }
const STATUSES = ['wait_pay', 'paid', 'closed'] as const

/** Throws `bad-request` with the name of the field that is missing. */
export function productCard(app: string, given: unknown): TrailCard {
  const data = dataOf(given)
  return { type: 'product', app, name: needed(data, 'name', LIMITS.cardText), ...looks(data) }
}

export function orderCard(app: string, given: unknown): TrailCard {
  const data = dataOf(given)
  const order_no = needed(data, 'order_no', LIMITS.nameLength)
  const price = numberOf(data['price'])
  if (price === undefined) throw new ChatError('bad-request', 'price: is needed, as a number')
  const order: TrailOrder = {
    order_no,
    price,
    ...optional('order_at', timeOf(data['order_at'])),
    ...optional('pay_at', timeOf(data['pay_at'])),
    ...optional(
      'status',
      STATUSES.find(one => one === data['status'])
    ),
    ...texts(data, ['remark', 'consignee_name', 'consignee_phone', 'consignee_address', 'commodit_num']),
    ...optional('commodities', goodsOf(data['commodities']))
  }
  return { type: 'order', app, name: textOf(data['name']) ?? order_no, ...looks(data), order }
}

function dataOf(given: unknown): Data {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ChatError('bad-request', 'data: has to be an object')
  return given as Data
}

function needed(data: Data, name: string, most: number): string {
  const text = textOf(data[name], most)
  if (!text) throw new ChatError('bad-request', `${name}: is needed, as text`)
  return text
}

function looks(data: Data) {
  const params = paramsOf(data['params'])
  return {
    ...optional('url', urlOf(data['url'])),
    ...optional('imgUrl', urlOf(data['imgUrl'])),
    ...(params.length > 0 ? { params } : {})
  }
}

/** One object, or several. */
function paramsOf(given: unknown): TrailParam[] {
  const list = Array.isArray(given) ? given.slice(0, MOST_PARAMS) : [given]
  return list.flatMap(one => {
    const data = typeof one === 'object' && one !== null ? (one as Data) : {}
    const text = textOf(data['text'])
    const size = numberOf(data['size'])
    if (text === undefined) return []
    return {
      text,
      ...optional('color', colorOf(data['color'])),
      ...optional('fold', flagOf(data['fold'])),
      ...optional('break', flagOf(data['break'])),
      ...optional(
        'size',
        size === undefined ? undefined : Math.min(SIZES.most, Math.max(SIZES.least, Math.round(size)))
      )
    }
  })
}

function goodsOf(given: unknown): TrailOrder['commodities'] {
  if (!Array.isArray(given) || given.length === 0) return undefined
  return given.slice(0, MOST_GOODS).map(one => {
    const data = typeof one === 'object' && one !== null ? (one as Data) : {}
    return {
      ...texts(data, ['commodit_name', 'commodit_no', 'commodit_fee']),
      ...optional('commodit_count', numberOf(data['commodit_count']))
    }
  })
}

type Optional<K extends string, T> = { [Name in K]?: T }
const optional = <K extends string, T>(name: K, value: T | undefined): Optional<K, T> =>
  (value === undefined ? {} : { [name]: value }) as Optional<K, T>

const texts = <K extends string>(data: Data, names: readonly K[]) =>
  Object.fromEntries(
    names.flatMap(name => {
      const text = textOf(data[name])
      return text === undefined ? [] : [[name, text]]
    })
  ) as { [Name in K]?: string }

/** Numbers, too: programs write phone numbers and order numbers without quotes. */
export function textOf(given: unknown, most: number = LIMITS.cardText): string | undefined {
  const text = typeof given === 'number' && Number.isFinite(given) ? String(given) : given
  if (typeof text !== 'string') return undefined
  // PostgreSQL has no NUL in a text, and nobody sees one
  const clean = text.replaceAll('\0', '').trim().slice(0, most).toWellFormed()
  return clean === '' ? undefined : clean
}

function numberOf(given: unknown): number | undefined {
  if (typeof given === 'string' && given.trim() === '') return undefined
  const number = typeof given === 'number' || typeof given === 'string' ? Number(given) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

const LAST_MS = 8_640_000_000_000_000

function timeOf(given: unknown): number | undefined {
  const at = typeof given === 'number' ? given : typeof given === 'string' ? Date.parse(given) : Number.NaN
  return Number.isFinite(at) && at >= 0 && at <= LAST_MS ? Math.trunc(at) : undefined
}

const flagOf = (given: unknown): true | undefined => (given === true || given === 'true' ? true : undefined)

function colorOf(given: unknown): string | undefined {
  return typeof given === 'string' && /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(given) ? given : undefined
}

/** Where agents may follow it: a web address, without a name and password. */
function urlOf(given: unknown): string | undefined {
  const url = typeof given === 'string' ? safeUrl(given.trim()) : undefined
  return url?.startsWith('http') ? url : undefined
}
