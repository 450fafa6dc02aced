import type { Known } from '#server/identity/visitor'
import type { Services } from '#server/services'
import type { Company } from '#server/store/companies'
import { createTimeline, uidOfPartner, uidOfSecret } from '#server/store/timelines'
import { addressOf, type Http } from './who.ts'
import { limitSessions } from './limits.ts'

type Asking = { company: Company; known: Known; secret: string }

/** Who is verified has the same timeline on every device, everybody else one on each. */
export const findVisitor = ({ database }: Services, { company, known, secret }: Asking) =>
  known.verified
    ? uidOfPartner(database, company.id, known.partnerid!)
    : uidOfSecret(database, company.id, secret, known)

export async function findOrMakeVisitor(c: Http, services: Services, asking: Asking): Promise<string> {
  const found = await findVisitor(services, asking)
  if (found) return found
  limitSessions(services, addressOf(c, services))
  const { company, known, secret } = asking
  try {
    return await createTimeline(
      services.database,
      { companyId: company.id, secret, ...known },
      services.clock.now()
    )
  } catch (error) {
    // Two devices or two clicks at once: the other was faster
    const made = await findVisitor(services, asking)
    if (made) return made
    throw error
  }
}
