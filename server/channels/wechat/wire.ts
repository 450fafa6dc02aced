import { XMLParser } from 'fast-xml-parser'
import { BadPush } from './crypto.ts'

// What the platform pushes, in XML or in JSON: fields of one level, and what of them we understand.

export type Fields = Record<string, string>

export type Pushed = {
  openid: string
  /** The same for a push that is repeated. */
  once: string
  type: string
  fields: Fields
}

const parser = new XMLParser({
  ignoreAttributes: true,
  // Numbers and names are texts: an id of 64 bits is no number of ours
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 4
})

/** The fields of a body in either format; throws BadPush. */
export function readFields(body: string): Fields {
  const root = /^\s*\{/.test(body) ? fromJson(body) : fromXml(body)
  return Object.fromEntries(
    Object.entries(root).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : []
    )
  )
}

function fromXml(body: string): object {
  if (/<!DOCTYPE/i.test(body)) throw new BadPush('it declares a document type')
  try {
    const { xml } = parser.parse(body, true) as { xml?: unknown }
    if (typeof xml === 'object' && xml !== null) return xml
  } catch (cause) {
    throw new BadPush('it is no XML', { cause })
  }
  throw new BadPush('it has no element xml')
}

function fromJson(body: string): object {
  try {
    // Ids of messages are larger than our numbers are exact
    const value: unknown = JSON.parse(body.replace(/("MsgId"\s*:\s*)(\d+)/, '$1"$2"'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (cause) {
    throw new BadPush('it is no JSON', { cause })
  }
  throw new BadPush('it is no object')
}

/** Undefined: nothing that a customer has done. */
export function readPushed(fields: Fields): Pushed | undefined {
  const { FromUserName: openid = '', CreateTime: at = '', MsgType: kind = '', MsgId: id } = fields
  if (!openid || !kind) return undefined
  const type = kind === 'event' ? `event:${(fields['Event'] ?? '').toLowerCase()}` : kind
  return { openid, type, fields, once: id ? `m${id}` : `e${openid} ${at} ${type}`.slice(0, 200) }
}
