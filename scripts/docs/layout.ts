export type Language = 'en' | 'zh'
/** `html` is made here, from texts of this repository. */
export type Page = { name: string; title: string; html: string }

const TEXTS = {
  en: {
    product: 'OpenZC integration guide',
    other: '中文',
    lang: 'en',
    skip: 'To the text',
    contents: 'Contents'
  },
  zh: { product: 'OpenZC 接入指南', other: 'English', lang: 'zh-CN', skip: '跳到正文', contents: '目录' }
}

export function layout(page: Page, pages: Page[], language: Language): string {
  const t = TEXTS[language]
  const other = language === 'en' ? 'zh' : 'en'
  const links = pages
    .map(
      ({ name, title }) =>
        `<li><a href="/docs/${language}/${name}.html"${name === page.name ? ' aria-current="page"' : ''}>${escape(title)}</a></li>`
    )
    .join('\n')
  return `<!doctype html>
<html lang="${t.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(page.title)} · ${t.product}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/guide.css">
</head>
<body>
<a class="skip" href="#text">${t.skip}</a>
<header><a href="/docs/${language}/start.html">${t.product}</a> <a href="/docs/${other}/${page.name}.html" lang="${TEXTS[other].lang}" hreflang="${TEXTS[other].lang}">${t.other}</a></header>
<div class="columns">
<nav aria-label="${t.contents}"><ul>
${links}
</ul></nav>
<main id="text">
${page.html}
</main>
</div>
</body>
</html>
`
}

export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
