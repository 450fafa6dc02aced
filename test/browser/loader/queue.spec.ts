import {
  chatIn,
  container,
  entrance,
  expect,
  heard,
  html,
  iframe,
  open,
  OTHER_SYSNUM,
  snippet,
  test,
  ticks,
  warningsOf
} from './harness.ts'

test('[DEP-snippet] draws the entrance and an empty container', async ({ page, sites, errors }) => {
  await open(page, sites)

  await expect(entrance(page)).toBeVisible()
  await expect(entrance(page)).toHaveClass('zc__sdk__sys__btn')
  await expect(container(page)).toBeHidden()
  await expect(container(page)).toBeEmpty()
  expect(errors).toEqual([])
})

test('[DEP-snippet] calls made before, while and after the script loads take effect in order, once', async ({
  page,
  sites
}) => {
  await page.goto(
    sites.page(
      html(
        snippet(sites, {
          calls: `
            window.order = []
            zc('frame_manual', function () { order.push(1) })
            zc('frame_manual', function () { order.push(2); zc('frame_manual', function () { order.push(5) }) })
            setTimeout(function () { zc('frame_manual', function () { order.push(3) }) }, 50)
            setTimeout(function () { zc('frame_manual', function () { order.push(4) }) }, 60)`
        })
      ),
      { slowMs: 200 }
    )
  )
  await page.evaluate(() => (window as any).zc('frame_manual', () => (window as any).order.push(6)))

  await expect.poll(() => page.evaluate('order')).toHaveLength(6)
  const order = await page.evaluate('order')
  expect((order as number[]).filter(one => one < 5)).toEqual([1, 2, 3, 4])
})

for (const [shape, push] of [
  ['arguments', 'cbk.push(arguments)'],
  ['arrays', 'cbk.push([].slice.call(arguments))'],
  ['several at once', 'cbk.push(["dynamic_ready"], arguments)']
])
  test(`[WILD-queue] takes entries that are ${shape}, under any name`, async ({ page, sites }) => {
    await page.goto(
      sites.page(
        html(`<script>
          var cbk = window.cbk = []
          function ask() { ${push} }
          ask('config', { color: '#112233' })
        </script>
        <script async id="zhichiScript" src="${sites.chat}/chat/frame/v2/entrance.js?sysnum=${'a'.repeat(32)}"></script>`)
      )
    )
    await expect(entrance(page)).toHaveCSS('background-color', 'rgb(17, 34, 51)')

    await page.evaluate(() => (window as any).ask('config', { color: '445566' }))

    await expect(entrance(page)).toHaveCSS('background-color', 'rgb(68, 85, 102)')
  })

test('[WILD-queue] the stub may be defined again at any time and keeps the array', async ({
  page,
  sites
}) => {
  await open(page, sites)
  await expect(entrance(page)).toBeVisible()

  await page.evaluate(() => {
    const page = window as any
    page.zc = function () {
      page.cbk = page.cbk || []
      page.cbk.push(arguments)
    }
    page.zc('config', { color: '445566' })
  })

  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(68, 85, 102)')
})

for (const [when, code] of [
  [
    "the script's load event",
    `document.getElementById('zhichiScript').onload = function () { zc('config', { custom: true }) }`
  ],
  [
    'the same, given as manual',
    `document.getElementById('zhichiScript').onload = function () { zc('config', { manual: true }) }`
  ]
])
  test(`[WILD-queue] config in ${when} still counts`, async ({ page, sites }) => {
    await open(page, sites, {
      calls: `window.seen = 0; new MutationObserver(function () { if (document.getElementById('zc__sdk__sys__btn')) seen++ }).observe(document.body, { childList: true });${code}`
    })
    await page.waitForLoadState('networkidle')
    await ticks(page)

    expect(await page.evaluate('seen')).toBe(0)
    await expect(entrance(page)).toHaveCount(0)
  })

test('[WILD-queue] a static script in the head starts although there is no body yet', async ({
  page,
  sites,
  errors
}) => {
  await page.goto(
    sites.page(
      html(
        '<p>Shop</p>',
        `<script id="zhichiScript" src="${sites.chat}/chat/frame/v2/entrance.js?sysnum=${'a'.repeat(32)}"></script><script>zc('config', { color: '445566' })</script>`
      )
    )
  )

  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(68, 85, 102)')
  expect(errors).toEqual([])
})

for (const how of ['async', 'defer', ''])
  test(`[DEP-late] a script tag with ${how || 'neither async nor defer'}`, async ({ page, sites }) => {
    await page.goto(
      sites.page(
        html(
          `<div id="deep"><script ${how} src="${sites.chat}/chat/frame/v6/entrance.js?sysnum=${'a'.repeat(32)}"></script></div>`
        )
      )
    )

    await expect(entrance(page)).toBeVisible()
  })

test("[DEP-late] a bundler's loadScript long after load, with the element gone at once", async ({
  page,
  sites
}) => {
  await page.goto(sites.page(html('')))
  await page.evaluate(
    src => {
      const script = document.createElement('script')
      script.src = src
      document.head.append(script)
      script.remove()
    },
    `${sites.chat}/chat/frame/v2/entrance.js?sysnum=${'a'.repeat(32)}`
  )

  await expect(entrance(page)).toBeVisible()
})

test('[WILD-queue] empty values and unknown keys do no harm', async ({ page, sites, errors }) => {
  const warnings = warningsOf(page)
  await open(page, sites, {
    calls: `
      zc('config', { color: '445566', uname: 'Ann' })
      zc('config', { color: undefined, uname: '', location: NaN, custom: null, cutom: true, full: 1 })
      zc('config'); zc('config', 'x'); zc('config', 7); zc(); cbk.push(undefined); cbk.push(null); cbk.push('text')
      zc('config', { fn: function () {}, dom: document.body, circular: (function () { var a = {}; a.a = a; return a })() })
      zc('config', { color: 'red' }); zc('config', { color: 'red' })
      zc('expand')`
  })

  const chat = await chatIn(page)
  expect((await heard(chat))[0].config).toMatchObject({ color: '445566', uname: 'Ann', cutom: true, full: 1 })
  await expect
    .poll(() => warnings.filter(text => text.includes('color')))
    .toEqual(['OpenZC: zc("config"): color is ignored: it has to be six hex digits.'])
  await expect(entrance(page)).toBeVisible()
  // The two that are no calls at all are the page's own errors.
  expect(errors.filter(text => !/null|undefined/.test(text))).toEqual([])
})

test('[WILD-queue] identity and routing are sent again while the window is closed', async ({
  page,
  sites
}) => {
  await open(page, sites, { calls: `zc('config', { partnerid: 'a', params: '{"x":1}', type: '2' })` })
  await entrance(page).click()
  const chat = await chatIn(page)
  await entrance(page).click()

  await page.evaluate(() => (window as any).zc('config', { partnerid: 'b', groupid: 'g' }))

  await expect
    .poll(async () => (await heard(chat)).findLast(one => one.config)?.config)
    .toMatchObject({ partnerid: 'b', groupid: 'g', params: '{"x":1}', type: '2' })
})

test('[WILD-queue] config in the handler of the very click comes before the window is shown', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    className: 'ask',
    body: `<button class="ask" onclick="zc('config', { groupid: 'g' + (window.n = (window.n || 0) + 1) })">Ask</button>`,
    calls: `zc('config', { custom: true, async: 1 })`
  })
  const chat = await chatIn(page)

  await page.click('.ask')

  await expect.poll(async () => (await heard(chat)).at(-1)).toEqual({ shown: true, focus: true })
  expect((await heard(chat)).at(-2).config.groupid).toBe('g1')
})

test('[DEP-query] zc("config") over the script\'s query over the channel over defaults', async ({
  page,
  sites
}) => {
  await open(page, sites, {
    query: '&color=223344&location=2&uname=%E7%8E%8B&tel=50%&partnerid=q',
    calls: `zc('config', { partnerid: 'c' }); zc('config', { tel: '1', email: 'a@b' }); zc('config', { email: 'c@d' }); zc('expand')`
  })

  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(34, 51, 68)')
  await expect(entrance(page)).toHaveCSS('left', '24px')
  const chat = await chatIn(page)
  expect((await heard(chat))[0].config).toMatchObject({ partnerid: 'c', uname: '王', tel: '1', email: 'c@d' })
})

test('[DEP-query] channelid picks the channel, text that is not encoded counts as it is', async ({
  page,
  sites
}) => {
  await open(page, sites, { query: '&channelid=3&tel=50%', calls: `zc('expand')` })

  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(17, 51, 85)')
  await expect(entrance(page)).toHaveCSS('left', '24px')
  await expect(iframe(page)).toHaveAttribute('src', /channelid=3/)
  const chat = await chatIn(page)
  expect((await heard(chat))[0].config.tel).toBe('50%')
})

test('[DEP-once] the snippet twice, and again on every tap: one instance, and the open window stays', async ({
  page,
  sites
}) => {
  await open(page, sites, { body: '', calls: '' })
  await page.evaluate(
    code => {
      const script = document.createElement('script')
      script.textContent = code
      document.body.append(script)
    },
    snippet(sites).replaceAll(/<\/?script>/g, '')
  )
  await entrance(page).click()
  const chat = await chatIn(page)
  await chat.evaluate('window.kept = 1')
  for (let i = 0; i < 3; i++)
    await page.evaluate(
      code => {
        const script = document.createElement('script')
        script.textContent = code
        document.body.append(script)
      },
      snippet(sites).replaceAll(/<\/?script>/g, '')
    )
  await page.waitForLoadState('networkidle')
  await ticks(page)

  await expect(entrance(page)).toHaveCount(1)
  await expect(container(page)).toHaveCount(1)
  await expect(container(page)).toBeVisible()
  expect(await chat.evaluate('window.kept')).toBe(1)
  await entrance(page).click()
  await expect(container(page)).toBeHidden()
})

test('[DEP-once] taken out and put back with another sysnum: the old one is gone, config and callbacks stay', async ({
  page,
  sites,
  errors
}) => {
  await open(page, sites, {
    className: 'ask',
    body: '<button class="ask">Ask</button>',
    calls: `window.ready = 0; zc('config', { custom: true, uname: 'Ann' }); zc('on', 'collapse', function () { ready++ }); zc('expand')`
  })
  await chatIn(page)
  await page.click('.ask', { force: true })
  await expect.poll(() => page.evaluate('ready')).toBe(1)

  await page.evaluate(
    ([src, query]) => {
      document.getElementById('zhichiScript')!.remove()
      const script = document.createElement('script')
      script.id = 'zhichiScript'
      script.className = 'ask'
      script.src = src + query!
      document.body.append(script)
      ;(window as any).zc('config', { tel: '2' })
    },
    [`${sites.chat}/chat/frame/v2/entrance.js?sysnum=`, OTHER_SYSNUM]
  )
  await expect.poll(() => page.evaluate(() => (window as any).cbk.openzc.of)).toContain(OTHER_SYSNUM)
  await expect(iframe(page)).toHaveCount(0)
  await page.click('.ask')

  await expect(iframe(page)).toHaveAttribute('src', new RegExp(OTHER_SYSNUM))
  const chat = await chatIn(page)
  expect((await heard(chat))[0].config).toMatchObject({ uname: 'Ann', tel: '2' })
  await page.click('.ask', { force: true, position: { x: 2, y: 2 } })
  await expect(container(page)).toBeHidden()
  await expect.poll(() => page.evaluate('ready')).toBe(2)
  expect(errors).toEqual([])
})

test('[DEP-once] no listener stays on the document when the instance goes', async ({ page, sites }) => {
  await page.addInitScript(() => {
    const page = window as any
    page.listening = 0
    for (const [name, by] of [
      ['addEventListener', 1],
      ['removeEventListener', -1]
    ] as const) {
      const native = EventTarget.prototype[name]
      EventTarget.prototype[name] = function (this: EventTarget, ...rest: any) {
        if (this === document || this === window || this === undefined) page.listening += by
        return (native as any).apply(this ?? window, rest)
      }
    }
  })
  await open(page, sites)
  await expect(entrance(page)).toBeVisible()
  const before = await page.evaluate('listening')

  await page.evaluate(() => (window as any).zc('destroy'))

  expect(Number(before)).toBeGreaterThan(0)
  expect(await page.evaluate('listening')).toBe(0)
  await expect(entrance(page)).toHaveCount(0)
  await expect(container(page)).toHaveCount(0)
  expect(await page.evaluate(() => (window as any).cbk.length)).toBe(0)
})

test('[DEP-once] after destroy calls wait for the next script, which starts anew', async ({
  page,
  sites
}) => {
  await open(page, sites, { calls: `zc('config', { color: '445566' })` })
  await expect(entrance(page)).toBeVisible()
  await page.evaluate(() => (window as any).zc('destroy'))
  await page.evaluate(() => (window as any).zc('config', { location: 2 }))
  await page.evaluate(src => {
    const script = document.createElement('script')
    script.src = src
    document.body.append(script)
  }, `${sites.chat}/chat/frame/v2/entrance.js?sysnum=${OTHER_SYSNUM}`)

  await expect(entrance(page)).toHaveCSS('left', '24px')
  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(4, 186, 188)')
})
