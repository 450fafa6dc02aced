import {
  answer,
  box,
  button,
  call,
  chatIn,
  count,
  expect,
  frame,
  heard,
  html,
  openV1,
  OTHER_SYSNUM,
  SYSNUM,
  tag,
  test,
  ticks,
  title,
  warningsOf
} from './v1.ts'

test('[WILD-v1-boot] a tag and nothing else: the entrance comes by itself, one request, nothing stored', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites)
  await expect(box(page)).toBeVisible()
  await page.waitForLoadState('networkidle')

  expect(sites.asked).toEqual(['/chat/frame/js/entrance.js'])
  expect(await page.locator('iframe').count()).toBe(0)
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
    0,
    0,
    ''
  ])
  expect(await call(page, 'getStatus')).toBe('collapse')
  expect(errors).toEqual([])
})

test('[WILD-v1-boot] data-args over the query; numbers, true and false in text count; what is unknown does no harm', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites, {
    query: '&color=223344&channelFlag=3&uname=%E7%8E%8B&moduleType=1',
    args: '属性名1=属性值1&amp;moduleType=4&amp;color=#445566&amp;location=3&amp;tel=12345678901&amp;customBtn=false&amp;partnerId=007&amp;lan=zh&amp;a=1&amp;=x&amp;y',
    code: `manager.expand()`
  })
  await expect(box(page)).toHaveCSS('background-color', 'rgb(68, 85, 102)')
  await expect(box(page)).toHaveCSS('left', '40px')
  await expect(frame(page)).toHaveAttribute('src', /channelid=3/)
  const chat = await chatIn(page)

  expect((await heard(chat))[0].config).toMatchObject({
    channelid: '3',
    uname: '王',
    type: '4',
    tel: '12345678901',
    partnerid: '007',
    locale: 'cn',
    custom: false
  })
  expect(errors).toEqual([])
})

for (const args of ['manual=true', 'manual=1&amp;customBtn=true'])
  test(`[WILD-v1-boot] ${args}: nothing is drawn and no trigger is live until the page calls`, async ({
    page,
    sites
  }) => {
    await openV1(page, sites, {
      args,
      body: '<button class="zhiCustomBtn">Ask</button>',
      code: `manager.on('load', function () { window.loaded = true }); manager.on('unread.count', Boolean)`
    })
    await page.waitForFunction('window.loaded')
    await page.click('.zhiCustomBtn')
    await page.waitForLoadState('networkidle')
    expect(await box(page).count()).toBe(0)
    expect(sites.asked).toEqual(['/chat/frame/js/entrance.js'])

    await call(page, 'initBtnDOM')
    await expect(box(page)).toHaveCount(1)
    await expect(box(page)).toBeVisible({ visible: !args.includes('customBtn') })
  })

test('[WILD-v1-boot] manual=false and a set of manual change nothing', async ({ page, sites }) => {
  await openV1(page, sites, { args: 'manual=false', code: `manager.set('manual', 'true')` })
  await expect(box(page)).toBeVisible()
})

test('[WILD-v1-boot] the order: settings, load handlers with what they set, the visitor’s fields, then the window', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites, {
    args: 'uname=tag&amp;tel=tag&amp;email=tag&amp;remark=tag&amp;qq=tag',
    code: `
      window.order = []
      var user = { partnerId: 'p-1', tel: 'user', face: '' }
      manager.set('autoExpand', true)
      manager.set('userinfo', user)
      manager.set({ tel: 'set', email: 'set' })
      manager.on('core.framestatuschange', function (state) { order.push(state) })
      manager.on('load', function () {
        order.push('load ' + arguments.length + ' ' + (document.getElementById('zhichiBtnBox') === null) + ' ' + manager.getStatus())
        manager.init()
        manager.initBtnDOM()
        order.push('box ' + (document.getElementById('zhichiBtnBox') !== null))
        manager.set('email', 'load')
        user.remark = 'user'
      })
      manager.on('load', function () { order.push('second'); manager.set('color', '445566') })`
  })
  const chat = await chatIn(page)

  await expect
    .poll(() => page.evaluate('order'))
    .toEqual(['load 0 true collapse', 'box true', 'second', 'expand'])
  expect((await heard(chat))[0].config).toMatchObject({
    uname: 'tag',
    qq: 'tag',
    email: 'load',
    tel: 'user',
    partnerid: 'p-1',
    remark: 'user'
  })
  await expect(box(page)).toHaveCSS('background-color', 'rgb(68, 85, 102)')
  expect(errors).toEqual([])
})

test('[WILD-v1-boot] a load handler that throws stops no other, and the page hears of no error', async ({
  page,
  sites,
  errors
}) => {
  const warnings = warningsOf(page)
  await openV1(page, sites, {
    args: 'manual=true',
    code: `
      manager.on('load', function () { var self; self.initBtnDOM() })
      manager.on('load', function () { this.initBtnDOM() })
      manager.on('load', function () { undefinedThing.set('x') })`
  })
  await expect(box(page)).toBeVisible()

  expect(errors).toEqual([])
  expect(warnings.filter(text => text.includes('load handler'))).toHaveLength(2)
})

test('[WILD-v1-boot] what the page’s ready handlers and modules set counts before anything shows', async ({
  page,
  sites
}) => {
  await page.goto(
    sites.page(
      html(
        `<p>Shop</p><script type="module">getzhiSDKInstance().set('color', '445566')</script>`,
        `${tag(sites, {})}<script>
          document.addEventListener('DOMContentLoaded', function () { getzhiSDKInstance().set('customBtn', 'true') })
          window.shown = []
          new MutationObserver(function () { var box = document.getElementById('zhichiBtnBox'); if (box) shown.push(getComputedStyle(box).display) }).observe(document, { childList: true, subtree: true })
        </script>`
      )
    )
  )
  await expect(box(page)).toHaveCount(1)

  await expect(box(page)).toBeHidden()
  expect(new Set((await page.evaluate('shown')) as string[])).toEqual(new Set(['none']))
})

test('[WILD-v1-boot] the script inserted late, with what is set in its load event', async ({
  page,
  sites
}) => {
  await page.goto(sites.page(html('')))
  await page.evaluate(src => {
    const script = document.createElement('script')
    script.id = 'zhichiScript'
    script.className = 'zhiCustomBtn'
    script.setAttribute('data-args', 'partnerId=7')
    script.src = src
    script.onload = () => {
      const manager = (window as any).getzhiSDKInstance()
      manager.on('load', () => manager.initBtnDOM())
      manager.set('title', 'Ask us')
    }
    document.body.append(script)
  }, `${sites.chat}/chat/frame/js/entrance.js?sysNum=${SYSNUM}`)

  await expect(title(page)).toHaveText('Ask us')
})

test('[WILD-v1-boot] a company that the server does not know: every call does nothing, and the console says so', async ({
  page,
  sites,
  errors
}) => {
  const warnings = warningsOf(page)
  await openV1(page, sites, {
    sysnum: 'nobody',
    code: `manager.set('customBtn', true); manager.initBtnDOM(); manager.expand(); manager.collapse(); manager.on('load', function () { manager.initBtnDOM(); window.loaded = true })`
  })
  await page.waitForFunction('window.loaded')
  await ticks(page)

  expect(await box(page).count()).toBe(0)
  expect(await call(page, 'getStatus')).toBe('collapse')
  expect(warnings).toEqual([expect.stringContaining('no such sysnum')])
  expect(errors).toEqual([])
})

test('[WILD-v1-boot] the tag twice: one entrance, one manager, what is open stays', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites, { code: `window.loads = 0; manager.on('load', function () { loads++ })` })
  await button(page).click()
  const chat = await chatIn(page)
  await page.evaluate(
    src =>
      new Promise(done => {
        const page = window as any
        page.before = page.getzhiSDKInstance()
        document.getElementById('zhichiScript')!.remove()
        const script = document.createElement('script')
        script.id = 'zhichiScript'
        script.setAttribute('data-args', 'uname=second')
        script.src = src
        script.onload = done
        document.body.append(script)
      }),
    `${sites.chat}/chat/frame/js/entrance.js?sysNum=${SYSNUM}`
  )
  await expect.poll(async () => (await heard(chat)).findLast(one => one.config).config.uname).toBe('second')

  expect(await page.evaluate(() => (window as any).before === (window as any).getzhiSDKInstance())).toBe(true)
  await expect(box(page)).toHaveCount(1)
  await expect(frame(page)).toHaveCount(1)
  expect(await call(page, 'getStatus')).toBe('expand')
  expect(await page.evaluate('loads')).toBe(1)
  expect(errors).toEqual([])
})

test('[WILD-v1-boot] another company takes over the same manager with its handlers', async ({
  page,
  sites,
  errors
}) => {
  await openV1(page, sites, {
    code: `window.states = []; manager.on('core.framestatuschange', function (state) { states.push(state) }); manager.set('title', 'Ask')`
  })
  await button(page).click()
  await chatIn(page)
  await page.evaluate(src => {
    ;(window as any).before = (window as any).getzhiSDKInstance()
    document.getElementById('zhichiScript')!.remove()
    const script = document.createElement('script')
    script.id = 'zhichiScript'
    script.src = src
    document.body.append(script)
  }, `${sites.chat}/chat/frame/js/entrance.js?sysNum=${OTHER_SYSNUM}`)
  await expect.poll(() => page.evaluate(() => (window as any).cbk.openzc.of)).toContain(OTHER_SYSNUM)
  await expect(title(page)).toHaveText('Ask')
  await page.evaluate(() => (window as any).before.expand())
  await expect(frame(page)).toHaveAttribute('src', new RegExp(OTHER_SYSNUM))
  await chatIn(page)
  await call(page, 'collapse')

  await expect.poll(() => page.evaluate('states')).toEqual(['expand', 'expand', 'collapse'])
  expect(errors).toEqual([])
})

test('[WILD-v1-boot] the generation before: its path, its tag, a class is for buttons of the page', async ({
  page,
  sites,
  errors
}) => {
  const load = (className: string) =>
    page.goto(
      sites.page(
        html(
          `<a class="right-service-btn">Ask</a><script src="${sites.chat}/chat/pc/pc.min.js?sysNum=${SYSNUM}&partnerId=p-1" id="zhichiload" ${className}></script>`
        )
      )
    )
  await load('')
  await expect(box(page)).toBeVisible()
  await load('class="right-service-btn"')
  await expect(box(page)).toHaveCount(1)
  await expect(box(page)).toBeHidden()
  await page.click('a.right-service-btn')
  expect((await heard(await chatIn(page)))[0].config).toMatchObject({ partnerid: 'p-1' })

  await expect(frame(page)).toBeVisible()
  expect(errors).toEqual([])
})

test('[WILD-v1-boot] zc() on such a page does what it does everywhere', async ({ page, sites }) => {
  await openV1(page, sites)
  await expect(box(page)).toBeVisible()
  await page.evaluate(() => (window as any).zc('config', { color: '445566' }))
  await expect(box(page)).toHaveCSS('background-color', 'rgb(68, 85, 102)')

  expect(await page.evaluate(() => new Promise(done => (window as any).zc('frame_status', done)))).toBe(
    'expand'
  )
  expect(await call(page, 'getStatus')).toBe('expand')
  await page.evaluate(() => (window as any).zc('destroy'))
  await expect(box(page)).toHaveCount(0)
  await expect(frame(page)).toHaveCount(0)
  await expect(count(page)).toHaveCount(0)
  await expect(page.locator('#zc__sdk__container')).toHaveCount(0)
})

test('[WILD-v1-boot] a strict policy with Trusted Types is not violated', async ({ page, sites, errors }) => {
  await page.goto(
    sites.page(
      html(
        `<script nonce="n" src="${sites.chat}/chat/frame/js/entrance.js?sysNum=${SYSNUM}" id="zhichiScript"></script>`,
        `<script nonce="n">window.violations = []; document.addEventListener('securitypolicyviolation', function (e) { violations.push(e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sample) })</script>`
      ),
      {
        headers: {
          'content-security-policy': `default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'nonce-n'; frame-src ${sites.chat}; img-src data:; require-trusted-types-for 'script'; trusted-types openzc; base-uri 'none'`
        }
      }
    )
  )
  await expect(box(page)).toHaveCSS('position', 'fixed')
  await button(page).click()
  await chatIn(page)
  await expect(frame(page)).toBeVisible()
  await expect(frame(page)).toHaveCSS('width', '360px')
  expect(await answer(page, 'collapse')).toBe('collapse')

  expect(await page.evaluate('violations')).toEqual([])
  expect(errors).toEqual([])
})

test('[WILD-v1-boot] a policy that does not let the window in: the chat opens in a new window, and the entrance says so', async ({
  page,
  sites,
  context,
  errors
}) => {
  await page.goto(
    sites.page(
      html(
        `<script nonce="n" src="${sites.chat}/chat/frame/js/entrance.js?sysNum=${SYSNUM}" id="zhichiScript"></script>`
      ),
      {
        headers: {
          'content-security-policy': `script-src 'nonce-n' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types other`
        }
      }
    )
  )
  const [popup] = await Promise.all([context.waitForEvent('page'), button(page).click()])

  await expect(popup).toHaveTitle('Legacy page')
  expect(await call(page, 'getStatus')).toBe('collapse')
  await expect(title(page)).toHaveText('Chat')
  await expect(frame(page)).toHaveCount(0)
  expect(errors).toEqual([])
})
