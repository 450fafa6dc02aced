import { createHash } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import sharp from 'sharp'
import { runCommand } from '#server/admin/commands'
import { contextOf } from '#server/admin/local'
import { LIMITS } from '#protocol/limits'
import { entriesAfter } from '#server/store/entries'
import { createTimeline, findTimeline, uidOfSecret } from '#server/store/timelines'
import { countRows, createSite, ORIGIN, type Site } from './requests.ts'

let site: Site
let refusal: { code: 'unavailable'; why: string } | undefined
beforeAll(async () => {
  site = await createSite()
  const { writer } = site.world.services
  site.world.services.writer = {
    ...writer,
    submit: op => (refusal ? Promise.resolve({ ok: false, ...refusal }) : writer.submit(op))
  }
})
beforeEach(() => {
  refusal = undefined
})
afterAll(() => site.world.close())

const PATH = '/chat/h5/index.html'
const link = (more = '', { sysnum } = site.world.company) => `${PATH}?sysnum=${sysnum}${more}`

const UNESCAPED: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'"
}
const unescaped = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, found => UNESCAPED[found]!)

/** A browser with its one cookie. */
function createBrowser(cookie = '') {
  const browser = {
    cookie,
    form: '',
    html: '',
    async open(path: string, headers: Record<string, string> = {}) {
      const answer = await site.request('GET', path, { headers: { cookie: browser.cookie, ...headers } })
      browser.keep(answer)
      browser.html = await answer.text()
      browser.form = /name="form" value="([^"]+)"/.exec(browser.html)?.[1] ?? ''
      return answer
    },
    async send(
      fields: Record<string, string | Blob>,
      { path = link(), headers = {} }: { path?: string; headers?: Record<string, string> } = {}
    ) {
      const body = new FormData()
      for (const [name, value] of Object.entries({ form: browser.form, ...fields })) body.append(name, value)
      const encoded = new Response(body)
      // As old browsers do it: without a word about where the form stands
      const answer = await site.world.http.app.request(`${ORIGIN}${path}`, {
        method: 'POST',
        body: await encoded.arrayBuffer(),
        headers: { 'content-type': encoded.headers.get('content-type')!, cookie: browser.cookie, ...headers }
      })
      browser.keep(answer)
      return answer
    },
    keep(answer: Response) {
      browser.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? browser.cookie
    },
    uid: (who = {}) =>
      uidOfSecret(site.world.database, site.world.company.id, browser.cookie.split('=')[1]!, who),
    async entries() {
      const uid = await browser.uid()
      return uid ? await entriesAfter(site.world.database.read, uid, 0, 100) : []
    },
    texts: async () =>
      (await browser.entries()).flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []))
  }
  return browser
}

describe('the page for old browsers', () => {
  test('[DEP-h5-legacy] nobody is stored before the first message, however often the page is looked at', async () => {
    const before = await countRows(site)
    const browser = createBrowser()
    await browser.open(link())
    await browser.open(link())
    expect(await countRows(site)).toEqual(before)
    const answer = await browser.send({ text: 'hello' }, { headers: { origin: ORIGIN } })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, link()])
    expect(await browser.texts()).toEqual(['hello'])
  })

  test('[DEP-h5-legacy] one form is one message however often it is sent, another text out of it is another message', async () => {
    const browser = createBrowser()
    await browser.open(link())
    const clicks = await Promise.all(['a', 'a', 'a'].map(text => browser.send({ text })))
    expect(clicks.map(one => one.status)).toEqual([303, 303, 303])
    await browser.send({ text: 'a' })
    await browser.send({ text: 'written after “back”' })
    expect(await browser.texts()).toEqual(['a', 'written after “back”'])
    const { form } = browser
    await browser.open(link())
    expect(browser.form).not.toBe(form)
    await browser.send({ text: 'a' })
    expect(await browser.texts()).toEqual(['a', 'written after “back”', 'a'])
  })

  test('[DEP-h5-legacy] what could not be stored is in the page that comes back, and is stored once when sent again', async () => {
    const browser = createBrowser()
    await browser.open(link())
    await browser.send({ text: 'before' })
    await browser.open(link())
    refusal = { code: 'unavailable', why: 'the disk is full' }
    const refused = await browser.send({ text: 'kept <b>safe</b>' })
    const html = await refused.text()
    expect(refused.status).toBe(503)
    expect(unescaped(html)).toContain('kept <b>safe</b></textarea>')
    expect(html).not.toContain('<b>safe')
    expect(html).toContain(browser.form)
    refusal = undefined
    await browser.send({ text: 'kept <b>safe</b>' })
    expect(await browser.texts()).toEqual(['before', 'kept <b>safe</b>'])
  })

  test('[DEP-h5-legacy] a text that is blank or too long is refused in words, and the long one comes back', async () => {
    const browser = createBrowser()
    await browser.open(link())
    const blank = await browser.send({ text: ' \r\n ' })
    expect([blank.status, (await blank.text()).includes('Write a message')]).toEqual([400, true])
    const long = 'x'.repeat(LIMITS.textLength + 1)
    const refused = await browser.send({ text: long })
    const html = await refused.text()
    expect([refused.status, html.includes(long), html.includes('at most 8,000')]).toEqual([400, true, true])
    expect(await browser.texts()).toEqual([])
  })

  test('[DEP-h5-legacy] a file goes up by the rules of every upload; a text beside one that is refused is stored', async () => {
    const browser = createBrowser()
    await browser.open(link())
    const png = await sharp({ create: { width: 900, height: 300, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    await browser.send({ text: 'see', file: new File([new Uint8Array(png)], 'C:\\Users\\me\\tea.png') })
    const [, text, image] = await browser.entries()
    expect(text!.content).toEqual({ kind: 'text', text: 'see' })
    expect(image!.content).toMatchObject({ kind: 'image', file: { name: 'tea.png', width: 900 } })
    await browser.open(link())
    const refused = await browser.send({ text: 'and this', file: new File(['<script>'], 'x.html') })
    expect(refused.status).toBe(415)
    expect(await refused.text()).toContain('Files of this kind cannot be sent')
    expect(await browser.texts()).toEqual(['see', 'and this'])
    await browser.open(link())
    const large = new File([new Uint8Array(LIMITS.fileBytes + 1_000_000)], 'large.png')
    const tooLarge = await browser.send({ text: 'kept', file: large })
    expect([tooLarge.status, (await tooLarge.text()).includes('kept</textarea>')]).toEqual([413, true])
    expect((await browser.send({ file: new File([], '') })).status).toBe(400)
  })

  test('[DEP-h5-legacy] every text out of the link and of the visitor is text', async () => {
    const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`
    const browser = createBrowser()
    const names = [
      'uname',
      'customTitle',
      'custom_title',
      'lan',
      'color',
      'groupId',
      'partnerId',
      'x"><script>'
    ]
    const query = names.map(name => `&${name}=${encodeURIComponent(attack.slice(0, 30))}`).join('')
    await browser.open(link(query))
    expect(browser.html).not.toMatch(/<script>|<img/)
    const title = encodeURIComponent('<script>alert(1)')
    await browser.open(link(`&customTitle=${title}&back=1`), { referer: 'javascript:alert(1)//' })
    expect(browser.html).toContain('<h1>&lt;script&gt;alert(1)</h1>')
    expect(browser.html).not.toMatch(/<script>|href="javascript/)
    await browser.send({ text: attack })
    const list = `/chat/h5/messages.html?sysnum=${site.world.company.sysnum}`
    await browser.open(`${list}&locale=${encodeURIComponent(attack)}&color=${encodeURIComponent(attack)}`)
    expect(browser.html).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(browser.html).not.toMatch(/<script|<img/)
    const css = await site.request(
      'GET',
      `/chat/h5/accent.css?color=${encodeURIComponent('red}*{x:url(//e)')}`
    )
    expect(css.status).toBe(400)
  })

  test('[DEP-h5-legacy] only addresses that anybody may follow are links, and none at all with is_link=0', async () => {
    const browser = createBrowser()
    await browser.open(link())
    await browser.send({ text: 'https://a.example/x javascript:alert(1) data:text/html,x' })
    const list = `/chat/h5/messages.html?sysnum=${site.world.company.sysnum}`
    await browser.open(list)
    expect(browser.html.match(/<a href="[a-z][^"]*"/g)).toEqual(['<a href="https://a.example/x"'])
    await browser.open(`${list}&is_link=0`)
    expect(browser.html).not.toMatch(/<a href="[a-z]/)
  })

  test('[DEP-h5-legacy] shows history of as many minutes as the link allows', async () => {
    const browser = createBrowser()
    await browser.open(link())
    await browser.send({ text: 'long ago' })
    await site.clock.advance(16 * 60_000)
    await browser.open(link('&time=15'))
    await browser.send({ text: 'just now' })
    const [, query] = /data-list="[^"?]*([^"]*)"/.exec(browser.html)!
    await browser.open(`/chat/h5/messages.html${unescaped(query!)}`)
    expect([browser.html.includes('long ago'), browser.html.includes('just now</div>')]).toEqual([
      false,
      true
    ])
  })

  test('[DEP-h5-legacy] the list of messages brings itself again at another address, also after a failure', async () => {
    const browser = createBrowser()
    await browser.open(link())
    await browser.send({ text: 'hello' })
    const list = `/chat/h5/messages.html?sysnum=${site.world.company.sysnum}&locale=zh-CN`
    const next = /^10; url=\/chat\/h5\/messages\.html\?\S*at=\d+#end$/
    expect((await browser.open(list)).headers.get('refresh')).toMatch(next)
    expect((await browser.open(`${list}&stopped=1`)).headers.get('refresh')).toBeNull()
    expect(browser.html).toContain('恢复自动更新')
    const { database } = site.world.services
    site.world.services.database = {
      ...database,
      get read(): never {
        throw new Error('gone')
      }
    }
    const failed = await browser.open(list)
    site.world.services.database = database
    expect([failed.status, failed.headers.get('refresh')]).toEqual([503, `10; url=${list}`])
  })

  test('[CFG-leave_msg_flag] [CFG-msg_flag] offers to leave a message where the page wants it, and where nobody is there', async () => {
    const browser = createBrowser()
    const offer = async (more: string) => {
      await browser.open(link(more))
      return unescaped(/class="leave-link" href="([^"]+)"/.exec(browser.html)?.[1] ?? '')
    }
    expect(await offer('&msg_flag=1')).toBe('')
    expect(await offer('&msg_flag=1&leave_msg_flag=1')).toContain('/chat/h5/v2/leavemessage.html?sysnum=')
    await browser.send({ text: 'hello' })
    const address = await offer('&uname=Ding&locale=tw')
    expect(new URL(address, ORIGIN).searchParams.get('uid')).toBe(await browser.uid())
    const page = await site.request('GET', address)
    expect(await page.text()).toContain('留言內容')
  })

  test('[DEP-h5-legacy] speaks the language of the link, else the browser’s', async () => {
    const browser = createBrowser()
    const languages: [query: string, accept: string, says: string][] = [
      ['', 'zh-CN,zh;q=0.9,en;q=0.8', '发送'],
      ['', 'zh-Hant-HK,en', '傳送'],
      ['', 'fr,en;q=0.5', 'Envoyer'],
      ['', 'fi,en;q=0.5', 'Send'],
      ['&lan=zh', 'en', '发送'],
      ['&locale=cn', 'en', '发送'],
      ['&locale=tw', 'en', '傳送'],
      ['&lan=en', 'zh-CN', 'Send'],
      ['&locale=xx', '', 'Send']
    ]
    for (const [query, accept, says] of languages) {
      await browser.open(link(query), { 'accept-language': accept })
      expect([query, accept, browser.html.includes(`>${says}</button>`)]).toEqual([query, accept, true])
    }
  })

  test('[WILD-links] what the link says of the visitor is on record with the first message, and again when it changes', async () => {
    const browser = createBrowser()
    const said = `&uname=小丁&tel=+8613800000000&partnerId=p-7&groupId=g1&params={"等级":"Boss"}&aid=a9&moduleType=2&robotFlag=3`
    await browser.open(link(said), { referer: 'https://shop.example/tea', 'accept-language': 'zh-CN,en' })
    await browser.send(
      { text: 'hello', from: 'https://shop.example/tea' },
      { path: link(said), headers: { 'accept-language': 'zh-CN,en', 'user-agent': 'MSIE 8.0' } }
    )
    const uid = (await browser.uid({ partnerid: 'p-7' }))!
    const profile = async () => (await findTimeline(site.world.database, uid))!.profile
    expect(await profile()).toMatchObject({
      name: '小丁',
      page: { url: ORIGIN + PATH, referrer: 'https://shop.example/tea' },
      device: { language: 'zh-CN', userAgent: 'MSIE 8.0' },
      claims: {
        uname: '小丁',
        tel: '+8613800000000',
        partnerid: 'p-7',
        groupid: 'g1',
        params: '{"等级":"Boss"}',
        agentid: 'a9',
        type: '2',
        robotid: '3'
      }
    })
    await browser.open(link('&uname=New&partnerId=p-7'))
    expect((await profile()).name).toBe('New')
    expect((await profile()).page?.referrer).toBe('https://shop.example/tea')
    await browser.open(link('&uname=Evil&partnerId=p-7'), { 'sec-fetch-dest': 'image' })
    expect((await profile()).name).toBe('New')
  })
})

describe('who may do what', () => {
  test('[DEP-h5-legacy] a form that another site has written stores nothing, with and without an Origin', async () => {
    const browser = createBrowser()
    await browser.open(link())
    await browser.send({ text: 'mine' })
    const stranger = createBrowser()
    await stranger.open(link())
    const before = await countRows(site)
    const tries = [
      await browser.send({ text: 'x' }, { headers: { origin: 'https://evil.example' } }),
      await browser.send({ text: 'x' }, { headers: { origin: 'null' } }),
      await browser.send({ text: 'x', form: stranger.form }),
      await browser.send({ text: 'x', form: `${browser.form.split('.')[0]}.forged` }),
      await browser.send({ text: 'x', form: '' })
    ]
    expect(tries.map(one => one.status)).toEqual([403, 403, 403, 403, 403])
    expect(await countRows(site)).toEqual(before)
    expect(await tries[2]!.text()).toContain('out of date')
  })

  test('[DEP-h5-legacy] without a cookie nothing is sent, and the page says why', async () => {
    const browser = createBrowser()
    await browser.open(link())
    browser.cookie = ''
    const answer = await browser.send({ text: 'kept' })
    const html = await answer.text()
    expect([answer.status, html.includes('keeps no cookies'), html.includes('kept</textarea>')]).toEqual([
      403,
      true,
      true
    ])
  })

  test('[DEP-h5-legacy] a visitor of one company is nobody at another, and cookies cannot be chosen', async () => {
    const browser = createBrowser()
    await browser.open(link())
    await browser.send({ text: 'for Demo only' })
    const secret = browser.cookie.split('=')[1]!
    const abroad = createBrowser(`ozc_${site.foreign.sysnum}=${secret}`)
    const list = (path: string, sysnum: string) => abroad.open(`/chat/h5/messages.${path}?sysnum=${sysnum}`)
    for (const path of ['html', 'json']) {
      await list(path, site.foreign.sysnum)
      expect(abroad.html).not.toContain('for Demo only')
      await list(path, site.world.company.sysnum)
      expect(abroad.html).not.toContain('for Demo only')
    }
    const planted = createBrowser(`ozc_${site.world.company.sysnum}=guessable`)
    await planted.open(link())
    expect(planted.cookie).not.toContain('guessable')
    const answer = await createBrowser(browser.cookie).send({ text: 'x' }, { path: `${PATH}?sysnum=nobody` })
    expect(answer.status).toBe(404)
  })

  test('[DEP-h5-legacy] asks for what came after a place of this timeline, and starts anew at any other', async () => {
    const browser = createBrowser()
    for (const text of ['one', 'two', 'three']) {
      await browser.open(link())
      await browser.send({ text })
    }
    const news = async (query: string) => {
      await browser.open(`/chat/h5/messages.json?sysnum=${site.world.company.sysnum}${query}`)
      const { rows, reset } = JSON.parse(browser.html) as {
        rows: { pieces: { text: string }[] }[]
        reset: boolean
      }
      return { reset, texts: rows.map(row => row.pieces[0]?.text) }
    }
    const [, , two] = await browser.entries()
    expect(await news(`&seq=${two!.seq}&id=${two!.id}`)).toEqual({ reset: false, texts: ['three'] })
    const whole = { reset: true, texts: ['Conversation started', 'one', 'two', 'three'] }
    for (const odd of ['', `&seq=${two!.seq}&id=other`, '&seq=99&id=x', '&seq=x', '&seq=1e400&id=%00'])
      expect(await news(odd)).toEqual(whole)
    expect(await news(`&before=${two!.seq}`)).toEqual({ reset: true, texts: ['Conversation started', 'one'] })
  })

  test('[DEP-h5-legacy] the v2 page opened by itself shares its visitor, in both orders; in a frame it does not', async () => {
    const ask = async (body: object, cookie = '') => {
      const answer = await site.request('POST', '/api/visitor/session', {
        body: { sysnum: site.world.company.sysnum, ...body },
        headers: { cookie }
      })
      return {
        cookie: answer.headers.get('set-cookie'),
        ...((await answer.json()) as { uid: string; secret: string })
      }
    }
    const framed = await ask({})
    expect(framed.cookie).toBeNull()
    const first = await ask({ top: true, secret: framed.secret })
    expect(first.uid).toBe(framed.uid)
    expect(first.cookie).toMatch(/HttpOnly; SameSite=Lax$/)
    const browser = createBrowser(first.cookie!.split(';')[0])
    await browser.open(link())
    await browser.send({ text: 'from the old page' })
    expect(await browser.uid()).toBe(first.uid)

    const other = createBrowser()
    await other.open(link())
    await other.send({ text: 'first here' })
    const later = await ask({ top: true }, other.cookie)
    expect(later.uid).toBe(await other.uid())
    expect((await ask({}, other.cookie)).uid).not.toBe(later.uid)
  })

  test('[DEP-h5-legacy] over https the cookie is the v2 page’s; browsers that know no partitions get a plain one', async () => {
    site.world.services.config.publicOrigin = 'https://chat.test'
    const open = async (headers: Record<string, string>) =>
      (await site.request('GET', link(), { headers })).headers.get('set-cookie')
    const [young, old] = [await open({ 'sec-fetch-site': 'none' }), await open({})]
    site.world.services.config.publicOrigin = undefined
    expect(young).toMatch(/^__Host-ozc_.*Secure; SameSite=None; Partitioned/)
    expect(old).toMatch(/^__Host-ozc_.*Secure$/)
    expect(old).not.toMatch(/SameSite|Partitioned/)
  })

  test('[DEP-h5-legacy] a visitor who asks now and then is present, and gone when the page is', async () => {
    const { database, company, services } = site.world
    const secret = services.tokens.createDeviceSecret()
    const uid = await createTimeline(database, { companyId: company.id, secret }, site.clock.now())
    const browser = createBrowser(`ozc_${company.sysnum}=${secret}`)
    await browser.open(`/chat/h5/messages.html?sysnum=${company.sysnum}`)
    await site.clock.advance(20_000)
    await browser.open(`/chat/h5/messages.html?sysnum=${company.sysnum}`)
    await site.clock.advance(20_000)
    expect(services.hub.isOnline(uid)).toBe(true)
    await site.clock.advance(20_000)
    expect(services.hub.isOnline(uid)).toBe(false)
  })
})

describe('who the visitor is', () => {
  const KEY = 'a key of the company'
  const { sysnum } = { sysnum: '0'.repeat(31) + '1' }
  const secure = (require: 'none' | 'sign' | 'jwt') =>
    runCommand(contextOf(site.world.services), 'set-security', { sysnum, require, key: KEY })
  const signOf = (partnerid: string) =>
    createHash('md5')
      .update(sysnum + KEY + partnerid)
      .digest('hex')
  afterEach(() => secure('none'))

  test('[DEP-h5-legacy] another partnerid on the device is another visitor', async () => {
    const browser = createBrowser()
    await browser.open(link('&partnerId=p1'))
    await browser.send({ text: 'of p1' }, { path: link('&partnerId=p1') })
    const list = `/chat/h5/messages.html?sysnum=${sysnum}`
    await browser.open(`${list}&partnerid=p2`)
    expect(browser.html).not.toContain('of p1')
    await browser.open(list)
    expect(browser.html).not.toContain('of p1')
    await browser.open(`${list}&partnerid=p1`)
    expect(browser.html).toContain('of p1')
  })

  test('[SEC-sign] with the key on, the page without scripts opens for a sign that fits and says why it does not for others', async () => {
    await secure('sign')
    const browser = createBrowser()
    for (const query of ['', '&partnerid=p1', `&partnerid=p2&sign=${signOf('p1')}`, '&partnerid=p1&pass=x'])
      for (const path of [
        link(`&lan=zh${query}`),
        `/chat/h5/messages.html?sysnum=${sysnum}&lan=zh${query}`
      ]) {
        const answer = await browser.open(path)
        expect([path, answer.status, browser.form]).toEqual([path, 403, ''])
        expect(browser.html).toContain('经验证当前用户为非法用户,不予接入客户服务中心')
      }
    const good = link(`&partnerid=p1&sign=${signOf('p1')}`)
    await browser.open(good)
    await browser.send({ text: 'vouched for' }, { path: good })
    const before = await countRows(site)
    const refused = await browser.send({ text: 'x' }, { path: link('&partnerid=p1') })
    expect([refused.status, await countRows(site)]).toEqual([403, before])
    // On another device, too
    const other = createBrowser()
    await other.open(good)
    const [, query] = /data-list="[^"?]*([^"]*)"/.exec(other.html)!
    await other.open(`/chat/h5/messages.json${unescaped(query!)}`)
    expect(other.html).toContain('vouched for')
  })

  test('[SEC-identity] the page outlives the JWT that opened it, for its own partnerid only', async () => {
    await secure('jwt')
    const jwt = await new SignJWT({ sub: 'p9', aud: sysnum, exp: site.clock.now() / 1_000 + 300 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(KEY))
    const browser = createBrowser()
    const path = link(`&partnerid=p9&sign=${jwt}`)
    await browser.open(path)
    const action = unescaped(/action="([^"]*)"/.exec(browser.html)![1]!)
    await site.clock.advance(1_800_000)
    expect((await browser.open(path)).status).toBe(403)
    const answer = await browser.send(
      { text: 'later', form: /name="form" value="([^"]+)"/.exec(browser.html)?.[1] ?? '' },
      { path: action }
    )
    expect(answer.status).toBe(403)
    const page = await browser.open(action)
    expect(page.status).toBe(200)
    const sent = await browser.send({ text: 'later' }, { path: action })
    expect(sent.status).toBe(303)
    await browser.open(sent.headers.get('location')!)
    expect(browser.form).not.toBe('')
    const pass = /pass=[^&]*/.exec(action)![0]
    expect((await browser.open(link(`&partnerid=p8&${pass}`))).status).toBe(403)
    await site.clock.advance(14 * 3_600_000)
    expect((await browser.open(action)).status).toBe(403)
  })
})

describe('the ways there', () => {
  test('[WILD-paths] every path of a chat page is served, however it is written', async () => {
    const paths = ['/chat/h5/v2/', '/chat/h5/v6/', '/chat/h5/', '/chat/pc/v2/', '/chat/pc/v6/', '/chat/pc/']
    for (const path of paths)
      for (const one of [`${path}index.html`, `${path}Index.html`.replace('chat', 'Chat')]) {
        const answer = await site.request('GET', `${one}?sysNum=${site.world.company.sysnum}`)
        expect([one, answer.status]).toEqual([one, 200])
      }
  })
})
