import type { Assets } from '#server/assets'
import { ChatError } from '#protocol/errors'
import type { Services } from '#server/services'
import { channelsOf, companyBySysnum, pickChannel } from '#server/store/companies'
import { chooseLanguage, type Language } from '#server/language'
import { readRequest } from '#server/legacy/visit'
import { legacyWay } from '#server/legacy/way'
import { frameAncestors } from './frame-ancestors.ts'
import { createPageFile, type PageFile } from './page-file.ts'
import { serve } from './serve.ts'
import { about } from './sign-in.ts'
import { pageIn } from './texts.ts'
import { wordsOf } from './words.ts'
import { findAccount, ownOrigin, type Http } from './who.ts'

type ChatPage = 'widget' | 'h5-chat'

export function createPages(assets: Assets) {
  const htmlOf = (name: string) => assets.text(`app/${name}/index.html`)
  const wayOf = legacyWay(assets)
  const workbench = createPageFile(htmlOf('workbench'))
  const htmls: Record<ChatPage, string> = { widget: htmlOf('widget'), 'h5-chat': htmlOf('h5-chat') }
  const chats = new Map<string, Promise<PageFile>>()
  /** Nobody sees it, so it has no texts. */
  const visit = createPageFile(htmlOf('widget/visit'))

  /** Made when somebody first comes with that language. */
  function chatFile(name: ChatPage, language: Language): Promise<PageFile> {
    const key = `${name} ${language}`
    const made = chats.get(key) ?? createPageFile(pageIn(language, htmls[name]))
    chats.set(key, made)
    return made
  }

  /** A chat page: public facts of the company in a data block, and a policy that allows only what we have built. */
  async function chatPage(c: Http, services: Services, name: ChatPage | 'widget/visit') {
    const company = await companyBySysnum(
      services.database,
      c.req.query('sysnum') ?? c.req.query('sysNum') ?? ''
    )
    const channels = company ? await channelsOf(services.database, company.id) : []
    const channel = pickChannel(channels, Number(c.req.query('channelid')))
    const domains = channel?.settings.domains ?? []
    const words = channel && (await wordsOf(services.database, channel))
    const facts = company && {
      sysnum: company.sysnum,
      name: company.name,
      channel: channel?.number,
      color: channel?.settings.color,
      typingPreview: channel?.settings.typingPreview,
      locale: channel?.settings.locale,
      words,
      domains
    }
    const { locale } = readRequest(c).config
    const language = chooseLanguage(locale, c.req.header('accept-language'), channel?.settings.locale)
    c.header('content-language', language)
    const file = await (name === 'widget/visit' ? visit : chatFile(name, language))
    return page(c, services, { name, file, facts: facts ?? null, ancestors: frameAncestors(domains) })
  }

  function page(
    c: Http,
    services: Services,
    {
      name,
      file,
      facts,
      ancestors,
      frames = []
    }: {
      name: ChatPage | 'widget/visit' | 'workbench'
      file: PageFile
      facts: unknown
      ancestors: string
      frames?: string[]
    }
  ) {
    // Faces and goods are pictures of the customer's site; agents are shown them through https only
    const pictures = name === 'workbench' ? 'https:' : 'https: http:'
    c.header(
      'content-security-policy',
      policy(ownOrigin(c, services), { ancestors, pictures, file, name, frames })
    )
    c.header('referrer-policy', 'strict-origin-when-cross-origin')
    return serve(
      c,
      file.complete(facts, name === 'h5-chat' ? wayOf(c) : ''),
      name === 'workbench' ? 'no-store' : 'no-cache'
    )
  }

  return {
    widget: (c: Http, services: Services) => chatPage(c, services, 'widget'),
    /** Stands hidden in the customer's page where traces or invitations are on. */
    visit: (c: Http, services: Services) => chatPage(c, services, 'widget/visit'),
    h5: (c: Http, services: Services) => chatPage(c, services, 'h5-chat'),
    async workbench(c: Http, services: Services) {
      c.header('x-frame-options', 'DENY')
      const agent = await findAccount(c, services)
      const facts = agent ? await about(services, agent) : null
      return page(c, services, {
        name: 'workbench',
        file: await workbench,
        facts,
        ancestors: "'none'",
        frames: facts?.frames ?? []
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

function policy(
  origin: string,
  {
    ancestors,
    pictures,
    file,
    name,
    frames
  }: { ancestors: string; pictures: string; file: PageFile; name: string; frames: string[] }
): string {
  const { scripts, styles } = file
  const socket = origin.replace(/^http/, 'ws')
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scripts].join(' '),
    ["style-src 'self'", ...styles].join(' '),
    `connect-src 'self' ${socket}`,
    // The page for leaving a message, over the chat; other systems in the visitor's panel of the workbench
    ["frame-src 'self'", ...frames].join(' '),
    `img-src 'self' blob: data: ${pictures}`,
    "manifest-src 'self'",
    ...(name === 'workbench' ? ["worker-src 'self'"] : []),
    "base-uri 'none'",
    // What the form for leaving a message begins with
    `form-action ${/^(widget|h5-chat)$/.test(name) ? "'self'" : "'none'"}`,
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    `frame-ancestors ${ancestors}`
  ].join('; ')
}
