import type { ChatConfig } from '#protocol/keys'
import { resolveConfig } from '#protocol/resolve-config'
import { LIMITS } from '#protocol/limits'
import type { TrackPage, VisitPage } from '#protocol/track'

export type Pages = { page: TrackPage; from?: TrackPage }

/** What agents see: what the page says of itself and of the one before, else their addresses and titles. */
export function describePages({ url, title, referrer }: VisitPage, given: Record<string, unknown>): Pages {
  const { config } = resolveConfig(given, 'script')
  const { pre_visit_args, cur_visit_args, ...flat } = config
  const said: ChatConfig = { ...flat, ...argumentsIn(pre_visit_args), ...argumentsIn(cur_visit_args) }
  const from = page({
    url: said.pre_visit_url ?? referrer,
    title: said.pre_visit_title,
    abstract: said.pre_abstract,
    thumbnail: said.pre_thumbnail,
    tags: said.pre_tags
  })
  return {
    page: page({
      url: said.cur_visit_url ?? url,
      title: said.cur_visit_title ?? title,
      abstract: said.cur_abstract,
      thumbnail: said.cur_thumbnail,
      tags: said.cur_tags
    }),
    ...(Object.keys(from).length > 0 ? { from } : {})
  }
}

const argumentsIn = (args: Record<string, unknown> = {}) => resolveConfig(args, 'script').config

function page(fields: { [Name in keyof TrackPage]?: string | undefined }): TrackPage {
  const told = Object.entries(fields).flatMap(([name, text]) =>
    text ? [[name, text.slice(0, name === 'title' ? LIMITS.nameLength : LIMITS.urlLength)]] : []
  )
  return Object.fromEntries(told) as TrackPage
}
