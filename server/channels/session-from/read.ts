import { LIMITS } from '#protocol/limits'
import { safeUrl } from '#protocol/safe-url'
import { decodeWhole } from './parts.ts'
import { isQidian, readQidian } from './qidian.ts'
import { nothing, type Contact, type SessionFrom } from './session-from.ts'
import { readSobot } from './sobot.ts'
import { readUdesk } from './udesk.ts'

export type { Contact, SessionFrom, Vendor } from './session-from.ts'

// SF-robust: whatever a mini program has written, what can be read of it is used, and nothing of it throws.

/** The platform takes 1,000 characters. */
const LONGEST = 4_000
const MOST_CONTACTS = 20

/** What a contact button's `session-from` says, in any of the three vendors' formats. */
export function readSessionFrom(raw: string): SessionFrom {
  const text = decodeWhole(raw.slice(0, LONGEST)).trim()
  return withinLimits(readAny(text))
}

function readAny(text: string): SessionFrom {
  if (/^sobot(\||$)/i.test(text)) return readSobot(text)
  if (/^udesk(\||$)/i.test(text)) return readUdesk(text)
  return isQidian(text) ? readQidian(text) : nothing(null)
}

function withinLimits(found: SessionFrom): SessionFrom {
  const { claims } = found
  if (claims['face'] && !(/^https?:\/\//i.test(claims['face']) && safeUrl(claims['face']))) {
    delete claims['face']
    found.problems.push('avatar')
  }
  const short = (text: string) => text.slice(0, LIMITS.nameLength)
  const few = (contacts: Contact[]) =>
    contacts.slice(0, MOST_CONTACTS).map(({ id, value }) => ({ id: id && short(id), value: short(value) }))
  return {
    ...found,
    claims: Object.fromEntries(
      Object.entries(claims).filter(([, value]) => value !== '' && value.length <= LIMITS.claimLength)
    ),
    phones: few(found.phones),
    emails: few(found.emails),
    record: found.record && {
      title: short(found.record.title),
      fields: Object.fromEntries(
        Object.entries(found.record.fields)
          .slice(0, 50)
          .map(([name, value]) => [short(name), value.slice(0, LIMITS.claimLength)])
      )
    },
    unionId: short(found.unionId),
    channelName: short(found.channelName),
    userdef: found.userdef.slice(0, LIMITS.claimLength),
    problems: [...new Set(found.problems)].slice(0, 10)
  }
}
