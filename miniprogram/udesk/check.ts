// What a program says of a product or an order, by the tables of the documentation: a field that is needed and wrong keeps the whole back, any
// other is left out.

type Data = { [name: string]: unknown }
type Warn = (says: string) => void
/** The value as it is sent; undefined where it does not fit. */
type Kind = (value: any, warn: Warn) => unknown

const MOST_REMARK = 1_000

const text: Kind = value => (typeof value === 'string' && value.trim() !== '' ? value : undefined)
const textOrNumber: Kind = value =>
  typeof value === 'number' && isFinite(value) ? String(value) : text(value, () => {})
const number: Kind = value =>
  (typeof value === 'number' || text(value, () => {}) !== undefined) && isFinite(value)
    ? Number(value)
    : undefined
const flag: Kind = value => (typeof value === 'boolean' ? value : undefined)
const time: Kind = value => {
  // Also a date of another context
  const isDate = Object.prototype.toString.call(value) === '[object Date]'
  const date = isDate || typeof value === 'number' || typeof value === 'string' ? new Date(value) : undefined
  return date && isFinite(date.getTime()) ? date.toISOString() : undefined
}
const status: Kind = value => (['wait_pay', 'paid', 'closed'].indexOf(value) < 0 ? undefined : value)

/** At most 1,000 bytes, of which a Chinese character is two: cut at a character. */
const remark: Kind = (value, warn) => {
  if (typeof value !== 'string') return undefined
  let cut = ''
  let bytes = 0
  for (const character of value) {
    for (let i = 0; i < character.length; i++) bytes += character.charCodeAt(i) > 255 ? 2 : 1
    if (bytes > MOST_REMARK) {
      warn(`remark has more than ${MOST_REMARK} bytes and was cut`)
      break
    }
    cut += character
  }
  return cut
}

const listOf =
  (fields: { [name: string]: Kind }): Kind =>
  (value, warn) =>
    (Array.isArray(value) ? value : [value])
      .filter(one => one && typeof one === 'object')
      .map(one => pick(one, fields, warn))

const looks = {
  url: text,
  imgUrl: text,
  params: listOf({ text: textOrNumber, color: text, fold: flag, break: flag, size: number })
}

const TABLES: { [type: string]: { needed: { [name: string]: Kind }; other: { [name: string]: Kind } } } = {
  product: { needed: { name: text }, other: looks },
  order: {
    needed: { order_no: textOrNumber, name: text, price: number, order_at: time, status },
    other: {
      url: text,
      pay_at: time,
      remark,
      consignee_name: text,
      consignee_phone: textOrNumber,
      consignee_address: text,
      commodit_num: textOrNumber,
      commodities: listOf({
        commodit_name: text,
        commodit_no: textOrNumber,
        commodit_count: number,
        commodit_fee: textOrNumber
      })
    }
  }
}

/** What is to be sent, or undefined with a warning that says why nothing is. */
export function check(type: string, data: unknown, warn: Warn): Data | undefined {
  const table = TABLES.hasOwnProperty(type) ? TABLES[type] : undefined
  if (!table) return void warn(`trace: the type has to be product or order, not ${type}`)
  if (!data || typeof data !== 'object') return void warn(`trace: the data of ${type} has to be an object`)
  const given = data as Data
  for (const name of Object.keys(table.needed))
    if (table.needed[name]!(given[name], warn) === undefined)
      return void warn(
        `${type}.${name} is ${given[name] === undefined ? 'missing' : 'not what it has to be'}; nothing was sent`
      )
  return Object.assign(pick(given, table.needed, warn), pick(given, table.other, warn))
}

function pick(given: Data, fields: { [name: string]: Kind }, warn: Warn): Data {
  const picked: Data = {}
  for (const name of Object.keys(fields)) {
    const value = given[name]
    // Programs write '' for what they do not know
    if (value === undefined || value === null || value === '') continue
    const fits = fields[name]!(value, warn)
    if (fits === undefined) warn(`${name} does not fit and was left out`)
    else picked[name] = fits
  }
  return picked
}
