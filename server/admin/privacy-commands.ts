import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as v from 'valibot'
import { ChatError } from '#protocol/errors'
import { erasePerson } from '#server/privacy/erase'
import { exportPerson } from '#server/privacy/export'
import { recordAudit } from '#server/store/audit'
import { findPeople, type PersonRecord } from '#server/store/personal'
import { define, requireCompany, sysnum } from './command.ts'
import type { AdminContext } from './commands.ts'

const person = v.pipe(v.string('is needed'), v.minLength(1, 'is needed'), v.maxLength(300))
const file = v.pipe(v.string('is needed'), v.minLength(1))

/** One person’s data, on request. */
export const PRIVACY_COMMANDS = {
  'export-person': define({
    says: 'Everything that is stored of a person, as a new ZIP that only this user can read: --sysnum, --person (a visitor’s id or a partnerid), --file',
    args: v.object({ sysnum, person, file }),
    async run(context, { sysnum, person, file }) {
      const [one, ...more] = await people(context, sysnum, person)
      // A partnerid may be claimed on several devices: one archive is of one visitor
      if (more.length > 0)
        throw new ChatError(
          'conflict',
          `person: ${more.length + 1} visitors have this partnerid; name one of them: ${[one!, ...more].map(({ uid, verified }) => `${uid}${verified ? ' (verified)' : ''}`).join(', ')}`
        )
      await writeTo(file, Readable.from(exportPerson(context, one!.uid), { objectMode: false }))
      await record(context, one!, 'exportPerson')
      return { visitor: one!.uid, file }
    }
  }),
  'erase-person': define({
    says: 'Take away everything that is stored of a person, for good: --sysnum, --person (a visitor’s id, or a partnerid: then all visitors who have it)',
    args: v.object({ sysnum, person }),
    async run(context, { sysnum, person }) {
      const erased = []
      for (const one of await people(context, sysnum, person)) {
        erased.push({ visitor: one.uid, ...(await erasePerson(context, one.companyId, one.uid)) })
        await record(context, one, 'erasePerson')
      }
      return { erased }
    }
  })
}

async function people(context: AdminContext, sysnum: string, person: string): Promise<PersonRecord[]> {
  const company = await requireCompany(context, sysnum)
  const found = await findPeople(context.database, company.id, person)
  if (found.length === 0) throw new ChatError('not-found', 'person: nobody has this id or partnerid')
  return found
}

async function writeTo(path: string, bytes: Readable) {
  try {
    await pipeline(bytes, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
    if (!isThere) await rm(path, { force: true })
    throw new ChatError('bad-request', `file: cannot be written: ${String(error)}`)
  }
}

const record = ({ database, now }: AdminContext, { companyId, uid }: PersonRecord, action: string) =>
  recordAudit(database, companyId, {
    by: { kind: 'command', id: '', name: 'openzc' },
    action,
    target: uid,
    given: { visitor: uid },
    at: now()
  })
