import type { PublicChannel, PublicSettings } from '#protocol/host'
import { compress, type Asset, type Assets } from '#server/assets'
import type { Services } from '#server/services'
import { channelsOf, companyBySysnum, type Channel } from '#server/store/companies'
import { serve } from './serve.ts'
import type { Http } from './who.ts'

/** Stands in the built script where the settings come; the loader reads `null` as an unknown company. */
const PLACE = '__OPENZC_SETTINGS__'
const MOST_KEPT = 200

/** A script of the customer's page, with the company's public settings in it. */
export function createEntrance(assets: Assets, file: 'entrance.js' | 'v1.js') {
  const made = new Map<string, Asset>()

  function build(settings: PublicSettings | null): Asset {
    const json = JSON.stringify(settings)
    const known = made.get(json)
    if (known) return known
    const asset = compress(
      'text/javascript; charset=utf-8',
      assets.text(`loader/${file}`).replace(PLACE, () => json)
    )
    if (made.size >= MOST_KEPT) made.delete(made.keys().next().value!)
    made.set(json, asset)
    return asset
  }

  return async (c: Http, services: Services) => {
    const settings = await publicSettings(services, c.req.query('sysnum') ?? c.req.query('sysNum') ?? '')
    c.header('access-control-allow-origin', '*')
    c.header('cross-origin-resource-policy', 'cross-origin')
    return serve(c, build(settings), 'public, max-age=300, stale-while-revalidate=86400')
  }
}

async function publicSettings({ database }: Services, sysnum: string): Promise<PublicSettings | null> {
  const company = await companyBySysnum(database, sysnum)
  if (!company) return null
  const channels = await channelsOf(database, company.id)
  return [company.sysnum, ...channels.map(publicChannel)]
}

/** Without what is 0 at the end. */
function publicChannel({ number, kind, settings }: Channel): PublicChannel {
  const { color, location, traces, invitations } = settings
  const channel = [number, color, kind === 'h5' ? 1 : 0, location === 2 ? 1 : 0, +traces + 2 * +invitations]
  while (channel.at(-1) === 0) channel.pop()
  return channel as PublicChannel
}
