import { stringify } from 'csv-stringify/sync'
import { ChatError } from '#protocol/errors'
import type { ReportRow, REPORTS as TABLE } from '#protocol/api/reports'
import { partnerId } from '#server/desk/overflow'
import { agentRecordsOf } from '#server/store/agents'
import { channelsOf } from '#server/store/companies'
import { groupsOf } from '#server/store/groups'
import { platformsOf } from '#server/store/platforms'
import { daysFrom, type Question } from '#server/reports/read'
import type { Context, Handlers } from './caller.ts'

const MOST_DAYS = 366

export const REPORTS: Handlers<keyof typeof TABLE> = {
  getReport: async (context, given) => await read(context, given),
  async exportReport(context, given) {
    const { rows } = await read(context, given)
    // A cell that begins so is a formula to a spreadsheet, and names are people’s own words
    return { file: stringify(rows, { header: true, bom: true, escape_formulas: true }) }
  }
}

/** Throws `bad-request` when there are none, or too many. */
export function checkDays({ from, to }: Pick<Question, 'from' | 'to'>) {
  const days = daysFrom(from, to).length
  if (days === 0) throw new ChatError('bad-request', 'to: is before from')
  if (days > MOST_DAYS) throw new ChatError('bad-request', `to: at most ${MOST_DAYS} days at once`)
}

async function read(context: Context, given: Omit<Question, 'companyId'>) {
  const { services, companyId } = context
  const { by } = given
  checkDays(given)
  const { rows, all } = await services.reports.read({ companyId, ...given })
  const names = await namesOf(context, by)
  return { rows: rows.map((row): ReportRow => ({ ...row, name: names.get(row.key) ?? row.key })), all }
}

async function namesOf({ services, companyId }: Context, by: Question['by']): Promise<Map<string, string>> {
  const { database } = services
  if (by === 'agent')
    return new Map([
      ...(await agentRecordsOf(database, companyId)).map(({ id, name }) => [id, name] as const),
      // Other companies of a platform answer as one
      ...(await platformsOf(database.read, companyId)).flatMap(({ members }) =>
        members.map(one => [partnerId(one.companyId), one.name] as const)
      )
    ])
  if (by === 'group')
    return new Map((await groupsOf(database.read, companyId)).map(({ id, name }) => [id, name]))
  if (by === 'channel')
    return new Map((await channelsOf(database, companyId)).map(({ number, name }) => [String(number), name]))
  return new Map()
}
