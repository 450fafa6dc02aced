const WORDS = {
  en: [
    'No connection',
    'The workbench cannot be reached right now. Nothing is lost: what you have written is still on this device.',
    'Try again'
  ],
  zh: ['网络未连接', '暂时无法打开工作台。内容不会丢失：您写的消息仍保存在这台设备上。', '重试']
} as const

const STYLE = `:root{color-scheme:light dark}body{margin:0}main{min-height:100vh;display:grid;place-content:center;gap:16px;justify-items:center;padding:24px;box-sizing:border-box;text-align:center;font:16px/1.5 system-ui,sans-serif;}html{background:light-dark(#fff,#14191f);color:light-dark(#16202a,#e8edf2)}h1{font-size:20px;margin:0}p{margin:0;max-width:34ch;color:light-dark(#55626f,#a5b1bd)}a{padding:10px 24px;border-radius:10px;background:#0f766e;color:#fff;text-decoration:none}`

/** Comes from the worker itself; it tries again by itself now and then. */
export async function offlinePage(language: string): Promise<Response> {
  const isChinese = language.startsWith('zh')
  const [title, says, again] = WORDS[isChinese ? 'zh' : 'en']
  const html = `<!doctype html><html lang="${isChinese ? 'zh-CN' : 'en'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="15"><title>${title} · OpenZC</title><style>${STYLE}</style><main><h1>${title}</h1><p>${says}</p><a href="">${again}</a></main></html>`
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE))
  const base64 = btoa(String.fromCharCode(...new Uint8Array(hash)))
  return new Response(html, {
    status: 503,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${base64}'; base-uri 'none'; frame-ancestors 'none'`
    }
  })
}
