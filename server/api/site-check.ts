import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ChatError } from '#protocol/errors'
import { FINDINGS, type Finding, type FindingCode, type SITE_CHECK as TABLE } from '#protocol/api/site-check'
import { pinnedPath } from '#server/data-dir'
import { OutboundError } from '#server/outbound/outbound'
import { judgePage } from '#server/site-check/judge'
import { channelsOf, companyById } from '#server/store/companies'
import type { Handlers } from './caller.ts'

const PATIENCE_MS = 15_000
const MOST_BYTES = 5 * 1024 * 1024

export const SITE_CHECK: Handlers<keyof typeof TABLE> = {
  async checkSite({ services, companyId, origin }, { channel: number, page }) {
    const { database, outbound, config } = services
    const channels = await channelsOf(database, companyId)
    const channel = channels.find(one => one.number === number)
    if (!channel) throw new ChatError('not-found', 'channel: no channel of this company has this number')
    const say = (code: FindingCode, values: Record<string, string>): Finding[] => [
      { code, level: FINDINGS[code], values }
    ]
    try {
      const headers = { accept: 'text/html' }
      const answer = await outbound.fetchOutside(page, {
        headers,
        timeoutMs: PATIENCE_MS,
        mostBytes: MOST_BYTES
      })
      const type = answer.headers['content-type'] ?? ''
      if (answer.status !== 200)
        return { page: answer.url, findings: say('status', { found: String(answer.status) }) }
      if (!/html/i.test(type))
        return { page: answer.url, findings: say('not-html', { found: type.slice(0, 100) }) }
      const { sysnum } = (await companyById(database, companyId))!
      const findings = judgePage(
        { url: answer.url, html: answer.body, policy: answer.headers['content-security-policy'] },
        {
          origin: new URL(origin).origin,
          sysnum,
          channel: number,
          channels: channels.map(one => one.number),
          domains: channel.settings.domains,
          integrityOf: version => integrityOf(config.sharedDir, version)
        }
      )
      return { page: answer.url, findings }
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error
      const code = error.code === 'blocked' || error.code === 'bad-address' ? 'blocked' : 'unreachable'
      return { page, findings: say(code, { why: error.message }) }
    }
  }
}

/** Of a version that was ever asked for: its copy is kept. */
function integrityOf(folder: string, version: string): string | undefined {
  try {
    const text = readFileSync(join(pinnedPath(folder), `entrance.${version}.js`))
    return `sha384-${createHash('sha384').update(text).digest('base64')}`
  } catch {
    return undefined
  }
}
