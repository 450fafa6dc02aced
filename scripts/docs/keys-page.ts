import { KEYS, type Key, type KeyName, type KeyUse } from '../../protocol/keys.ts'
import { KEY_TEXTS } from '../../docs/keys/texts.ts'
import { escape, type Language, type Page } from './layout.ts'

const USES: Record<KeyUse, Record<Language, string>> = {
  identity: { en: 'Company and proof', zh: '企业与身份验证' },
  visitor: { en: 'Who the visitor is', zh: '访客信息' },
  entrance: { en: 'The entrance', zh: '入口' },
  window: { en: 'The window', zh: '窗口' },
  chat: { en: 'The chat', zh: '聊天界面' },
  card: { en: 'Cards', zh: '卡片' },
  routing: { en: 'Who answers', zh: '接待与路由' },
  invite: { en: 'Invitations', zh: '主动邀请' },
  trace: { en: 'Trajectories', zh: '访问轨迹' }
}

const T = {
  en: {
    title: 'All keys',
    intro:
      'Every key of <code>zc("config")</code>, of the script’s own address and of links. What cannot be made into the kind is ignored, with a word in the browser’s console.',
    head: ['key', 'effect', 'kind', 'where', 'example'],
    on: { script: 'script', link: 'link', leave: 'leave-message page' },
    later: 'Carried and shown to agents; acted on from the reception release.',
    also: 'also'
  },
  zh: {
    title: '全部参数',
    intro:
      '<code>zc("config")</code>、脚本地址与链接中的全部参数。无法转换为所需类型的值会被忽略，并在浏览器控制台中说明。',
    head: ['参数', '作用', '类型', '适用范围', '示例'],
    on: { script: '组件', link: '链接', leave: '留言页' },
    later: '目前会传递并展示给客服，接待功能发布后生效。',
    also: '别名'
  }
}

export function keysPage(language: Language): Page {
  const t = T[language]
  const sections = (Object.keys(USES) as KeyUse[]).map(use => section(use, language)).join('\n')
  return { name: 'keys', title: t.title, html: `<h1>${t.title}</h1>\n<p>${t.intro}</p>\n${sections}` }
}

function section(use: KeyUse, language: Language): string {
  const rows = (Object.entries(KEYS) as [KeyName, Key][]).filter(([, key]) => key.use === use)
  const head = T[language].head.map(text => `<th scope="col">${text}</th>`).join('')
  return `<h2 id="${use}">${USES[use][language]}</h2>
<div class="wide" tabindex="0"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.map(([name, key]) => row(name, key, language)).join('\n')}
</tbody>
</table></div>`
}

function row(name: KeyName, key: Key, language: Language): string {
  const t = T[language]
  const text = KEY_TEXTS[name]
  const alias = key.alias ? `<br><small>${t.also} ${key.alias.map(code).join(', ')}</small>` : ''
  const later = text.later ? ` <small>${t.later}</small>` : ''
  return `<tr id="key-${name}"><th scope="row">${code(name)}${alias}</th><td>${prose(text[language])}${later}</td><td>${kindOf(key, language)}</td><td>${key.on.map(one => t.on[one]).join(', ')}</td><td>${code(text.example)}</td></tr>`
}

function kindOf({ kind, of, least, most }: Key, language: Language): string {
  const zh = language === 'zh'
  if (of) return of.map(code).join(' ')
  switch (kind) {
    case 'flag':
      return `${code('true')} ${code('false')} ${code('1')} ${code('0')}`
    case 'notZero':
      return zh ? `${code('0')} 或其他` : `${code('0')} or another`
    case 'number':
      return zh ? `整数，${least} 至 ${most}` : `whole number, ${least} to ${most}`
    case 'color':
      return zh ? '六位十六进制' : 'six hex digits'
    case 'url':
      return zh ? 'http(s) 地址' : 'http(s) address'
    case 'object':
      return zh ? '对象或其 JSON' : 'object, or its JSON'
    case 'list':
      return zh ? '数组或其 JSON' : 'list, or its JSON'
    default:
      return zh ? `文本，最多 ${most ?? 1_000} 个字符` : `text, at most ${most ?? 1_000} characters`
  }
}

const code = (text: string) => `<code>${escape(text)}</code>`
/** Names in the texts stand between backticks. */
const prose = (text: string) => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
