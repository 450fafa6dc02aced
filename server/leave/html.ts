import { html } from 'hono/html'
import { LIMITS } from '#protocol/limits'
import { page, type Files, type Problem } from '#server/legacy/html'
import type { Texts } from '#server/language'
import type { Left } from './fields.ts'
import type { Template } from './template.ts'

type Shared = { texts: Texts; files: Files; accent: string | undefined; search: string }

const shell = ({ texts, files, accent }: Shared, body: ReturnType<typeof html>) =>
  page(
    {
      texts,
      title: texts.t('chat.leave'),
      style: files.style,
      ...(accent ? { accent } : {}),
      more: files.leaveStyle
    },
    'page',
    html`<div class="leave" role="main">
      <h1>${texts.t('chat.leave')}</h1>
      ${body}
    </div>`
  )

export type FormPage = Shared & { left: Left; form: string; problem: Problem | undefined; template: Template }

export function formPage(given: FormPage) {
  const { texts, search, left, form, problem, template } = given
  const { t } = texts
  return shell(
    given,
    html`<p class="leave-hint">${template.text || t('leave.hint')}</p>
      ${
        problem &&
        html`<p class="leave-problem" role="alert">
          ${t(problem.key, { limit: LIMITS.textLength, ...problem.values })}
        </p>`
      }
      <form
        method="post"
        action="/chat/h5/v2/leavemessage.html${search}"
        enctype="multipart/form-data"
        accept-charset="utf-8"
        novalidate
      >
        <input type="hidden" name="form" value="${form}" autocomplete="off" />
        <label for="content">${t('leave.content')}</label>
        <textarea
          class="field"
          id="content"
          name="content"
          rows="6"
          cols="40"
          required
          maxlength="${LIMITS.textLength}"
        >
${left.content}</textarea>
        <p class="leave-note" id="reach">${t('leave.reach')}</p>
        <label for="email">${t('leave.email')}</label>
        <input
          class="field"
          id="email"
          type="email"
          name="email"
          autocomplete="email"
          aria-describedby="reach"
          maxlength="${LIMITS.nameLength}"
          value="${left.email}"
        />
        <label for="phone">${t('leave.phone')}</label>
        <input
          class="field"
          id="phone"
          type="tel"
          name="phone"
          autocomplete="tel"
          aria-describedby="reach"
          maxlength="40"
          value="${left.phone}"
        />
        ${template.fields.map(field => fieldRow(field, left.fields[field.id] ?? ''))}
        <label for="file">${t('leave.file')}</label>
        <input class="field-file" id="file" type="file" name="file" />
        <button class="send" type="submit">${t('composer.send')}</button>
      </form>`
  )
}

/** Of a template. What a browser checks by itself it is asked to; the server checks it again. */
function fieldRow({ id, name, type, options, isNeeded }: Template['fields'][number], value: string) {
  const at = `field-${id}`
  const needed = isNeeded ? html` required` : ''
  const label = html`<label for="${at}">${name}${isNeeded ? ' *' : ''}</label>`
  if (type === 'long')
    return html`${label}<textarea class="field" id="${at}" name="${at}" rows="4" cols="40" ${needed}>
${value}</textarea>`
  if (type === 'choice')
    return html`${label}<select class="field" id="${at}" name="${at}" ${needed}>
        <option value=""></option>
        ${options.map(one => html`<option value="${one}" ${one === value ? html` selected` : ''}>${one}</option>`)}
      </select>`
  const kind = type === 'date' ? 'date' : 'text'
  return html`${label}<input
      class="field"
      id="${at}"
      type="${kind}"
      name="${at}"
      inputmode="${type === 'number' ? 'decimal' : 'text'}"
      value="${value}"
      ${needed}
    />`
}

export function thanksPage(given: Shared) {
  const { t } = given.texts
  return shell(
    given,
    html`<p class="leave-thanks" role="status">${t('leave.thanks')}</p>
      <p>${t('leave.answer')}</p>
      <p><a href="/chat/h5/v2/leavemessage.html${given.search}">${t('leave.another')}</a></p>`
  )
}
