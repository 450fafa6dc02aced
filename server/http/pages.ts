import type { Assets } from '#server/assets'
import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { channelsOf, companyBySysnum } from '#server/store/companies'
import { serve } from './serve.ts'
import { about } from './sign-in.ts'
import { findAgent, ownOrigin, type Http } from './who.ts'

/** Stands in the built pages where the facts about the company come. */
const PLACE = '__OPENZC_PAGE__'

export function createPages(assets: Assets) {
  /** A chat page: public facts of the company in a data block, and a policy that allows our own files only. */
  async function chatPage(c: Http, services: Services, name: string) {
    const company = await companyBySysnum(
      services.database,
      c.req.query('sysnum') ?? c.req.query('sysNum') ?? ''
    )
    const channels = company ? await channelsOf(services.database, company.id) : []
    const number = Number(c.req.query('channelid'))
    const channel = channels.find(one => one.number === number) ?? channels[0]
    const domains = channel?.settings.domains ?? []
    const facts = company && {
      sysnum: company.sysnum,
      name: company.name,
      color: channel?.settings.color,
      typingPreview: channel?.settings.typingPreview,
      domains
    }
    return page(c, services, { name, facts: facts ?? null, ancestors: frameAncestors(domains) })
  }

  function page(
    c: Http,
    services: Services,
    { name, facts, ancestors }: { name: string; facts: unknown; ancestors: string }
  ) {
    const html = assets
      .text(`app/${name}/index.html`)
      .replace(PLACE, () => JSON.stringify(facts).replaceAll('<', '\\u003c'))
    c.header('content-security-policy', policy(ownOrigin(c, services), ancestors))
    c.header('x-content-type-options', 'nosniff')
    c.header('referrer-policy', 'strict-origin-when-cross-origin')
    c.header('cache-control', name === 'workbench' ? 'no-store' : 'no-cache')
    return c.html(html)
  }

  return {
    widget: (c: Http, services: Services) => chatPage(c, services, 'widget'),
    h5: (c: Http, services: Services) => chatPage(c, services, 'h5-chat'),
    async workbench(c: Http, services: Services) {
      c.header('x-frame-options', 'DENY')
      const agent = await findAgent(c, services)
      return page(c, services, {
        name: 'workbench',
        facts: agent ? await about(services, agent) : null,
        ancestors: "'none'"
      })
    },
    /** Files whose names carry their hash: they never change. */
    file(c: Http) {
      const asset = assets.find(`app/${c.req.path.replace(/^\/app\//, '')}`)
      if (!asset) throw new ChatError('not-found')
      // Pages that isolate themselves (COEP) load the loader's second script too
      c.header('cross-origin-resource-policy', 'cross-origin')
      return serve(c, asset, 'public, max-age=31536000, immutable')
    }
  }
}

function policy(origin: string, ancestors: string): string {
  const socket = origin.replace(/^http/, 'ws')
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self' ${socket}`,
    "img-src 'self' blob: data:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    `frame-ancestors ${ancestors}`
  ].join('; ')
}

function frameAncestors(domains: string[]): string {
  return domains.length === 0
    ? '*'
    : domains
        .flatMap(domain => [
          `https://${domain}`,
          `http://${domain}`,
          `https://${domain}:*`,
          `http://${domain}:*`
        ])
        .join(' ')
}
