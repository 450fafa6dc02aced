import { html } from 'hono/html'
import type { Assets } from '#server/assets'
import type { Http } from '#server/http/who'
import { legacyFiles } from './html.ts'
import { readRequest, searchOf } from './visit.ts'

/** How a page of the app hands over to the page for old browsers, with all parameters: by script, without, and by hand. */
export function legacyWay(assets: Assets) {
  const { guard } = legacyFiles(assets)
  return (c: Http): string => {
    const address = `/chat/h5/index.html${searchOf(c)}`
    return html`<script async src="${guard}"></script>
      <noscript>
        <meta http-equiv="refresh" content="0; url=${address}" />
        <a href="${address}">${readRequest(c).texts.t('chat.nameless')}</a>
      </noscript>`.toString()
  }
}
