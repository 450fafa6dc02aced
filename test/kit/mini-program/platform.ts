import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** WeChat's platform as far as codes of wx.login are exchanged, with its words for what is wrong. */
export async function startPlatform(apps: Record<string, { secret: string; unionid?: string }>) {
  const used = new Set<string>()
  const trouble: { status?: number; body?: string } = {}
  const asked: URLSearchParams[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://platform')
    asked.push(searchParams)
    const answer = (body: object) => response.end(JSON.stringify(body))
    if (trouble.body !== undefined) return response.writeHead(trouble.status ?? 200).end(trouble.body)
    if (pathname !== '/sns/jscode2session') return response.writeHead(404).end()
    const app = apps[searchParams.get('appid') ?? '']
    const code = searchParams.get('js_code') ?? ''
    if (!app) return answer({ errcode: 40013, errmsg: 'invalid appid' })
    if (app.secret !== searchParams.get('secret'))
      return answer({ errcode: 40125, errmsg: 'invalid appsecret' })
    if (!code.startsWith('code-')) return answer({ errcode: 40029, errmsg: 'invalid code' })
    if (used.has(code)) return answer({ errcode: 40163, errmsg: 'code been used' })
    used.add(code)
    const { unionid } = app
    answer({ openid: 'o-lily', session_key: 'never to be told', ...(unionid ? { unionid } : {}) })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    trouble,
    asked,
    close: () => new Promise(resolve => server.close(resolve))
  }
}
