import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countRows, createSite, ORIGIN, type Site } from './requests.ts'

let site: Site
beforeAll(async () => {
  site = await createSite()
})
afterAll(() => site.world.close())

const concrete = (path: string) =>
  path
    .replace(/:(id|cid)/, '0'.repeat(24))
    .replace(':grant', 'a-b')
    .replace(':name', 'x.png')
    .replace(/:(agent|group|key|channel)/, '1')
    .replace('*', 'assets/none.js')

describe('the whole route table', () => {
  test('knows who gets more than a refusal, for each route', async () => {
    const answers: Record<string, number[]> = {}
    for (const { method, path, who } of site.world.http.table) {
      // Of the API: api.test.ts
      if (who === 'anyone' || who === 'api') continue
      const ask = async (headers: Record<string, string>) =>
        (
          await site.request(method.toUpperCase(), concrete(path), {
            headers,
            ...(method === 'post' ? { body: {} } : {})
          })
        ).status
      answers[`${who} ${method} ${path}`] = [
        await ask({}),
        await ask({ cookie: 'ozc_agent=forged' }),
        await ask({ authorization: 'Bearer forged.x.y.z' })
      ]
    }
    expect(answers).toEqual({
      'machine get /metrics': [404, 404, 404],
      'grant get /files/:id/:grant/:name': [404, 404, 404],
      'grant get /exports/:uid/:grant/:name': [404, 404, 404],
      'grant get /exports/conversations/:question/:grant/:name': [404, 404, 404],
      'visitor post /api/visitor/ticket': [401, 401, 401],
      'visitor post /api/visitor/seen': [401, 401, 401],
      'either post /api/upload': [401, 401, 401],
      'agent post /api/agent/sign-out': [401, 401, 401],
      'agent get /api/agent/me': [401, 401, 401],
      'agent get /api/agent/tickets': [401, 401, 401],
      'agent post /api/agent/tickets/:id/answer': [401, 401, 401],
      'agent post /api/agent/tickets/:id/status': [401, 401, 401],
      'agent get /api/agent/replies': [401, 401, 401],
      'agent post /api/agent/replies': [401, 401, 401],
      'agent post /api/agent/replies/:id': [401, 401, 401],
      'agent post /api/agent/replies/:id/remove': [401, 401, 401],
      'agent get /api/agent/account': [401, 401, 401],
      'agent post /api/agent/account/second-factor': [401, 401, 401],
      'agent post /api/agent/account/second-factor/confirm': [401, 401, 401],
      'agent post /api/agent/account/second-factor/remove': [401, 401, 401],
      'agent post /api/agent/account/password': [401, 401, 401],
      'agent post /api/agent/account/sign-out-everywhere': [401, 401, 401],
      'agent post /api/agent/account/sessions/:id/end': [401, 401, 401],
      'agent get /api/agent/blocked': [401, 401, 401],
      'agent get /api/agent/push': [401, 401, 401],
      'agent post /api/agent/push': [401, 401, 401],
      'agent post /api/agent/push/remove': [401, 401, 401],
      'agent get /api/agent/ended': [401, 401, 401],
      'agent get /api/agent/conversations/:cid': [401, 401, 401],
      'agent get /api/agent/conversations/:cid/route': [401, 401, 401]
    })
  })

  test('changes nothing for a page of another site (CSRF), whoever is signed in', async () => {
    const before = await countRows(site)
    for (const { method, path } of site.world.http.table) {
      if (method === 'get') continue
      const headers = { origin: 'https://evil.example', cookie: site.cookie, ...site.bearer(site.uid) }
      const answer = await site.request(method.toUpperCase(), concrete(path), {
        headers,
        body: { sysnum: site.world.company.sysnum }
      })
      expect([path, answer.status]).toEqual([path, 403])
    }
    expect(await countRows(site)).toEqual(before)
    expect((await site.request('GET', '/api/agent/me', { headers: { cookie: site.cookie } })).status).toBe(
      200
    )
  })

  test('[SEC 13] no GET changes anything, whoever asks', async () => {
    const before = await countRows(site)
    for (const { method, path } of site.world.http.table) {
      if (method !== 'get') continue
      for (const headers of [{}, { cookie: site.cookie }, site.bearer(site.uid)]) {
        const answer = await site.request('GET', `${concrete(path)}?sysnum=${site.world.company.sysnum}`, {
          headers
        })
        await answer.body?.cancel()
        // A page without scripts has no other moment to name the device; nothing is stored of it
        const gives = path === '/chat/h5/index.html' ? expect.stringContaining('HttpOnly') : null
        expect([path, answer.headers.get('set-cookie')]).toEqual([path, gives])
      }
    }
    expect(await countRows(site)).toEqual(before)
    // And what may only be posted cannot be got
    const got = new Set(site.world.http.table.flatMap(one => (one.method === 'get' ? one.path : [])))
    for (const { method, path } of site.world.http.table)
      if (method === 'post' && !got.has(path))
        expect([path, (await site.request('GET', concrete(path))).status]).toEqual([path, 404])
  })

  test('answers bodies outside their schema with the field and stores nothing', async () => {
    const before = await countRows(site)
    const bodies: { path: string; raw: string; says: string }[] = [
      { path: '/api/visitor/session', raw: 'nonsense', says: 'JSON' },
      { path: '/api/visitor/session', raw: '{}', says: 'sysnum' },
      { path: '/api/visitor/session', raw: '{"sysnum":{"$gt":""}}', says: 'sysnum' },
      { path: '/api/visitor/session', raw: '{"sysnum":["0"]}', says: 'sysnum' },
      { path: '/api/visitor/session', raw: `{"sysnum":"${'0'.repeat(5_000)}"}`, says: 'sysnum' },
      { path: '/api/visitor/session', raw: '{"sysnum":"nobody"}', says: 'sysnum' },
      { path: '/api/visitor/session', raw: '{"sysnum":"x","secret":5}', says: 'secret' },
      { path: '/api/agent/sign-in', raw: '{"email":{"$ne":null},"password":{"$ne":null}}', says: 'email' },
      { path: '/api/agent/sign-in', raw: '{"email":"a@b.c"}', says: 'password' },
      { path: '/api/agent/claim', raw: '{"key":"x","password":"short"}', says: 'password' },
      { path: '/api/agent/claim', raw: '{"key":"x","password":"long enough to be one"}', says: 'link' },
      { path: '/api/agent/sign-in', raw: 'null', says: '' },
      { path: '/api/agent/sign-in', raw: '{"__proto__":{"email":"a"},"email":1}', says: 'email' }
    ]
    for (const { path, raw, says } of bodies) {
      const answer = await site.request('POST', path, { raw })
      const { code, message } = (await answer.json()) as { code: string; message: string }
      expect([raw, answer.status < 500, typeof code]).toEqual([raw, true, 'string'])
      expect(message).toContain(says)
    }
    expect(await countRows(site)).toEqual(before)
  })

  test('matches paths without regard to case, and nothing outside the table', async () => {
    expect((await site.request('GET', '/Chat/H5/V2/Index.html?sysnum=x')).status).toBe(200)
    for (const path of [
      '/..%2f..%2fetc/passwd',
      '/app/..%2f..%2fpackage.json',
      '/app/%2e%2e/%2e%2e/package.json',
      '/files/..%2f..%2fsecret.key/a-b/x',
      '/nothing'
    ]) {
      expect([path, (await site.request('GET', path)).status]).toEqual([path, 404])
    }
  })
})

describe('sessions', () => {
  test('[11] a visitor gets a new identity from the server, and only the secret brings it back', async () => {
    const ask = async (body: object) =>
      (await (
        await site.request('POST', '/api/visitor/session', {
          body: { sysnum: site.world.company.sysnum, ...body }
        })
      ).json()) as { uid: string; secret: string; token: string }
    const first = await ask({})
    expect((await ask({ secret: first.secret })).uid).toBe(first.uid)
    expect((await ask({ secret: 'guessed' })).uid).not.toBe(first.uid)
    expect((await ask({ secret: first.uid })).uid).not.toBe(first.uid)
    const abroad = (await (
      await site.request('POST', '/api/visitor/session', {
        body: { sysnum: site.foreign.sysnum, secret: first.secret }
      })
    ).json()) as { uid: string }
    expect(abroad.uid).not.toBe(first.uid)
  })

  test('[12] over https the secret is a partitioned cookie that scripts cannot read, and not in the body', async () => {
    const answer = await site.world.http.app.request('https://chat.test/api/visitor/session', {
      method: 'POST',
      headers: { origin: 'https://chat.test' },
      body: JSON.stringify({ sysnum: site.world.company.sysnum })
    })
    const cookie = answer.headers.get('set-cookie') ?? ''
    for (const part of ['__Host-ozc_', 'HttpOnly', 'Secure', 'SameSite=None', 'Partitioned'])
      expect(cookie).toContain(part)
    expect(Object.keys((await answer.json()) as object)).not.toContain('secret')
  })

  test('[13] signs in with the right password only, slows down guesses, and signs out for good', async () => {
    await site.withPassword('correct horse battery')
    const signIn = (password: string) =>
      site.request('POST', '/api/agent/sign-in', { body: { email: site.agent.email, password } })
    const wrong = await signIn('wrong')
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([403, null])
    const right = await signIn('correct horse battery')
    const cookie = right.headers.get('set-cookie')!
    expect(right.status).toBe(200)
    for (const part of ['HttpOnly', 'SameSite=Lax']) expect(cookie).toContain(part)
    const headers = { cookie: cookie.split(';')[0]! }
    expect((await site.request('GET', '/api/agent/me', { headers })).status).toBe(200)
    expect((await site.request('POST', '/api/agent/sign-out', { headers })).status).toBe(200)
    expect((await site.request('GET', '/api/agent/me', { headers })).status).toBe(401)
    const guesses = await Promise.all(Array.from({ length: 12 }, () => signIn('guess')))
    // Ten, of which the wrong one above was the first: also when all come at once
    expect(guesses.map(({ status }) => status).toSorted()).toEqual([
      ...Array(9).fill(403),
      ...Array(3).fill(429)
    ])
    site.cookie = headers.cookie
  })
})

describe('pages', () => {
  test('[7] carry a policy that allows our own files only and names who may embed them', async () => {
    const answer = await site.request('GET', `/chat/frame/v2/app.html?sysnum=${site.world.company.sysnum}`)
    const policy = answer.headers.get('content-security-policy')!
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "base-uri 'none'",
      // What the form for leaving a message begins with
      "form-action 'self'",
      "require-trusted-types-for 'script'"
    ])
      expect(policy).toContain(part)
    expect(policy).not.toContain('unsafe')
  })

  test('[3] the workbench is never framed', async () => {
    const answer = await site.request('GET', '/workbench')
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
  })

  test('[3] a channel with domains may be embedded there only', async () => {
    const { createChannel } = await import('#server/store/companies')
    const channel = await createChannel(
      site.world.database,
      {
        companyId: site.foreign.id,
        kind: 'desktop',
        name: 'Bound',
        settings: { domains: ['shop.example', '*.shop.example'] }
      },
      0
    )
    const answer = await site.request(
      'GET',
      `/chat/frame/v2/app.html?sysnum=${site.foreign.sysnum}&channelid=${channel.number}`
    )
    const ancestors = /frame-ancestors ([^;]*)/.exec(answer.headers.get('content-security-policy')!)![1]
    expect(ancestors).toContain('https://shop.example')
    expect(ancestors).toContain('https://*.shop.example')
    expect(ancestors!.split(' ')).not.toContain('*')
  })

  test('a company name cannot break out of the data block', async () => {
    await site.world.database.write
      .updateTable('company')
      .set({ name: '</script><script>alert(1)</script>' })
      .where('id', '=', site.foreign.id)
      .execute()
    const html = await (
      await site.request('GET', `/chat/frame/v2/app.html?sysnum=${site.foreign.sysnum}`)
    ).text()
    expect(html).not.toContain('</script><script>alert')
    expect(html).toContain('\\u003c/script>')
  })
})

describe('entrance.js', () => {
  test('holds the settings, is cached by its ETag, and is 200 for an unknown company', async () => {
    const path = `/chat/frame/v2/entrance.js?sysnum=${site.world.company.sysnum}`
    const answer = await site.request('GET', path)
    expect(await answer.text()).toContain(site.world.company.sysnum)
    expect(answer.headers.get('cache-control')).toContain('stale-while-revalidate')
    const again = await site.request('GET', path, {
      headers: { 'if-none-match': answer.headers.get('etag')! }
    })
    expect(again.status).toBe(304)
    const unknown = await site.request('GET', '/chat/frame/v2/entrance.js?sysnum=unknown')
    expect([unknown.status, await unknown.text()]).toEqual([200, 'run(null)'])
  })

  test('never holds the domains of a company or any other private setting', async () => {
    const text = await (
      await site.request('GET', `/chat/frame/v2/entrance.js?sysnum=${site.foreign.sysnum}`)
    ).text()
    expect(text).not.toContain('shop.example')
    expect(text).toContain(site.foreign.sysnum)
    expect(ORIGIN).toBeDefined()
  })
})
