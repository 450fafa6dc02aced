import { asModule, toBytes } from '../text.ts'
import { qidian } from './qidian.ts'
import { sobot } from './sobot.ts'
import { udesk } from './udesk.ts'

/** What a vendor’s format is made of, and what goes first where it is too long. */
export type Draft = {
  write(): string
  /** The least important first; each takes one field away. */
  pieces: { name: string; drop(): void }[]
}

export type Vendor = 'sobot' | 'udesk' | 'qidian'
export type Data = { [field: string]: unknown }
/** `dropped`: the fields that found no room, the least important first. */
export type Built = { sessionFrom: string; dropped: string[] }

// The seeds: 1,000 characters for Sobot and Qidian, which is the platform’s own limit; 1,000 bytes for Udesk
const VENDORS: {
  [V in Vendor]: { draft(data: Data): Draft; measure(text: string): number }
} = {
  sobot: { draft: sobot, measure: text => text.length },
  udesk: { draft: udesk, measure: text => toBytes(text).length },
  qidian: { draft: qidian, measure: text => text.length }
}
const MOST = 1_000

/**
 * The `session-from` of a contact button in a vendor’s format. What is too long for it is left out, the least important field first, and named
 * in `dropped`. Throws where `vendor` is none of `sobot`, `udesk` and `qidian`, or a field is not what it has to be.
 */
function buildSessionFrom(vendor: Vendor, data: Data = {}): Built {
  if (!Object.prototype.hasOwnProperty.call(VENDORS, vendor))
    throw new TypeError('buildSessionFrom: vendor has to be sobot, udesk or qidian')
  const { draft, measure } = VENDORS[vendor]
  const { write, pieces } = draft(data)
  const dropped: string[] = []
  let text = write()
  for (const { name, drop } of pieces) {
    if (measure(text) <= MOST) break
    drop()
    const shorter = write()
    if (shorter !== text) dropped.push(name)
    text = shorter
  }
  return { sessionFrom: text, dropped }
}

export default asModule({ buildSessionFrom })
