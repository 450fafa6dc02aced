import { html } from 'hono/html'
import type { Assets } from '#server/assets'
import { LIMITS } from '#protocol/limits'
import type { TextKey, Texts } from '#server/language'
import { drawRows, type Stretch } from './list.ts'

// Written for the oldest browsers: no element, rule or script that they would have to know. Everything that is put in is
// escaped by `html`; nothing here is ever marked as safe.

/** Addresses of our own files; the digest makes a new build a new address. */
export type Files = { style: string; leaveStyle: string; script: string; guard: string }

export function legacyFiles(assets: Assets): Files {
  const address = (name: string) =>
    `/app/legacy/${name}?${assets.find(`app/legacy/${name}`)?.etag.replaceAll('"', '') ?? ''}`
  return {
    style: address('chat.css'),
    leaveStyle: address('leave.css'),
    script: address('chat.js'),
    guard: address('guard.js')
  }
}

export type Content = ReturnType<typeof html>
/** `more` is another style sheet of ours. */
type Head = { texts: Texts; title: string; style: string; accent?: string; more?: string }

export const page = ({ texts, title, style, accent, more }: Head, kind: string, body: Content) =>
  html`<!doctype html>
    <html lang="${texts.language}" dir="${texts.direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <link rel="stylesheet" href="${style}" />
        ${more && html`<link rel="stylesheet" href="${more}" />`}
        ${accent && html`<link rel="stylesheet" href="/chat/h5/accent.css?color=${accent}" />`}
      </head>
      <body class="${kind}">
        ${body}
      </body>
    </html>`

/** What went wrong with a form, in the visitor's words. */
export type Problem = {
  key: TextKey
  values?: Record<string, string | number>
  status: 200 | 400 | 403 | 404 | 413 | 415 | 429 | 503
}

export type ChatPage = {
  texts: Texts
  files: Files
  /** Of the browser's window; `heading` is shown in the bar. */
  title: string
  heading: string
  accent: string | undefined
  /** The query of the page itself. */
  search: string
  /** The query of the list. */
  query: string
  back: { shown: boolean; url: string | undefined }
  /** Where a message can be left, when there is a reason to offer it. */
  leave: string | undefined
  mayAttach: boolean
  form: string
  from: string
  text: string
  problem: Problem | undefined
}

/** The messages are a page of their own in a frame: it comes anew every few seconds, and what is being written here stays. */
export function chatPage(given: ChatPage): Content {
  const { texts, files, title, heading, accent, query } = given
  const { t } = texts
  return page(
    { texts, title, style: files.style, ...(accent ? { accent } : {}) },
    'page',
    html`<div
        class="chat"
        id="chat"
        role="main"
        data-list="/chat/h5/messages.json${query}"
        data-language="${texts.tag}"
        data-earlier="${t('legacy.earlier')}"
        data-messages="${t('chat.messages')}"
        data-sending="${t('legacy.sending')}"
        data-offline="${t('legacy.offline')}"
        data-send="${t('composer.send')}"
      >
        <div class="bar">
          ${backLink(given)} ${leaveLink(given)}
          <h1>${heading}</h1>
        </div>
        <div class="list" id="list">
          <iframe
            src="/chat/h5/messages.html${query}&amp;seen=1#end"
            title="${t('chat.messages')}"
            frameborder="0"
          ></iframe>
        </div>
        ${form(given)}
      </div>
      <script src="${files.script}"></script>`
  )
}

/** Without an address only the script can go back; it takes the class away. */
function backLink({ back, texts }: ChatPage) {
  if (!back.shown) return undefined
  return html`<a class="back${back.url ? '' : ' scripted'}" id="back" href="${back.url ?? '#'}"
    >${texts.direction === 'rtl' ? html`&#8250;` : html`&#8249;`} ${texts.t('chat.back')}</a
  >`
}

const leaveLink = ({ leave, texts }: ChatPage) =>
  leave && html`<a class="leave-link" href="${leave}">${texts.t('chat.leave')}</a>`

function form({ texts, search, form, from, text, problem, mayAttach }: ChatPage) {
  const { t } = texts
  return html`<form
    class="form"
    id="form"
    method="post"
    action="/chat/h5/index.html${search}"
    enctype="multipart/form-data"
    accept-charset="utf-8"
  >
    <div class="problem${problem ? '' : ' none'}" id="problem" role="alert">
      ${problem && problemText(problem, texts, search)}
    </div>
    <input type="hidden" name="form" value="${form}" autocomplete="off" />
    <input type="hidden" name="from" value="${from}" />
    <label class="unseen" for="text">${t('composer.label')}</label>
    <textarea
      class="text"
      id="text"
      name="text"
      rows="2"
      cols="40"
      maxlength="${LIMITS.textLength}"
      placeholder="${t('composer.hint')}"
    >
${text}</textarea>
    <button class="send" id="send" type="submit">${t('composer.send')}</button>
    ${
      mayAttach &&
      html`<label class="attach"
        ><span class="attach-name">${t('form.attach')}</span>
        <input class="file" id="file" type="file" name="file"
      /></label>`
    }
  </form>`
}

const problemText = ({ key, values }: Problem, { t }: Texts, search: string) => [
  t(key, values),
  key === 'form.cookies' &&
    html` <a href="/chat/h5/index.html${search}" target="_blank">${t('form.newWindow')}</a>`
]

export type ListPage = {
  texts: Texts
  style: string
  accent: string | undefined
  stretch: Stretch
  /** Said where there is no message yet. */
  welcome: string | undefined
  now: number
  /** Links to other places of the list, and to its coming anew or not. */
  steps: { [Name in keyof typeof STEPS]?: string | undefined }
}

const STEPS = {
  earlier: 'legacy.earlier',
  newest: 'list.newest',
  pause: 'legacy.pause',
  resume: 'legacy.resume',
  look: 'legacy.look'
} as const

export function listPage({ texts, style, accent, stretch, welcome, now, steps }: ListPage): Content {
  const step = (name: keyof ListPage['steps']) =>
    steps[name] && html`<p class="step"><a href="${steps[name]}">${texts.t(STEPS[name])}</a></p>`
  return page(
    { texts, title: texts.t('chat.messages'), style, ...(accent ? { accent } : {}) },
    'messages',
    html`<div class="rows">
      ${step('pause')} ${step('resume')} ${step('earlier')}
      ${welcome && html`<p class="welcome">${welcome}</p>`} ${drawRows(stretch.rows, texts, now)}
      ${step('newest')} ${step('look')}
      <div id="end"></div>
    </div>`
  )
}

/** A sentence where a page should be. */
export const refusalPage = (texts: Texts, style: string, text: string): Content =>
  page({ texts, title: texts.t('chat.nameless'), style }, 'refusal', html`<p role="alert">${text}</p>`)
