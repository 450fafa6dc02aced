import { entrance, expect, html, iframe, open, SYSNUM, test, ticks, warningsOf } from './harness.ts'

const ADVICE = '/app/loader/advice.js'

test('[CMD-unknown] is named once with the nearest name, though nobody opens the chat', async ({
  page,
  sites,
  errors
}) => {
  const warnings = warningsOf(page)
  await open(page, sites, {
    calls: `zc('confg', {}); zc('confg', {}); zc('frame_statu', function () {}); zc('constructor'); zc('__proto__'); zc('toString'); zc()`
  })
  await expect(entrance(page)).toBeVisible()

  await expect
    .poll(() => warnings)
    .toEqual([
      'OpenZC: zc("confg") is not a known command; did you mean config?',
      'OpenZC: zc("frame_statu") is not a known command; did you mean frame_status?',
      'OpenZC: zc("constructor") is not a known command.',
      'OpenZC: zc("__proto__") is not a known command.',
      'OpenZC: zc("toString") is not a known command.',
      'OpenZC: zc("undefined") is not a known command.'
    ])
  await page.evaluate(() => (window as any).zc('colapse'))
  await expect.poll(() => warnings.at(-1)).toContain('did you mean collapse?')
  await page.evaluate(() => (window as any).zc('colapse'))
  await ticks(page)
  expect(warnings).toHaveLength(7)
  await expect(iframe(page)).toHaveCount(0)
  expect(errors).toEqual([])
})

test('[CMD-config] unknown keys are kept and named once with the nearest name, though nobody opens the chat', async ({
  page,
  sites,
  errors
}) => {
  const warnings = warningsOf(page)
  await open(page, sites, {
    calls: `zc('config', { cutom: true, full: 1, enterprise_name: 'x', uname: 'Ann', partner_id: 'p', top_bar_flag: 0 })
      zc('config', { cutom: false, Color: '445566', location: 3, manual: 'yes', tel: '' })`
  })
  await expect(entrance(page)).toBeVisible()

  await expect
    .poll(() => warnings)
    .toEqual([
      'OpenZC: zc("config"): cutom is not a known key; did you mean custom?',
      'OpenZC: zc("config"): full is not a known key.',
      'OpenZC: zc("config"): enterprise_name is not a known key.',
      'OpenZC: zc("config"): partner_id is not a known key; did you mean partnerid?',
      'OpenZC: zc("config"): top_bar_flag does not count here.',
      'OpenZC: zc("config"): Color is not a known key; did you mean color?',
      'OpenZC: zc("config"): location is ignored: it has to be one of 1, 2.',
      'OpenZC: zc("config"): manual is ignored: it has to be true or false, or 1 or 0.'
    ])
  expect(sites.asked).toEqual(['/chat/frame/v2/entrance.js', ADVICE])
  await ticks(page)
  expect(warnings).toHaveLength(8)
  expect(errors).toEqual([])
})

test('[CMD-config] pages with nothing to be told ask for nothing more, whatever their script address ends in', async ({
  page,
  sites
}) => {
  const warnings = warningsOf(page)
  await open(page, sites, {
    query: '&v=20211203&_=17&uname=Ann',
    head: '<script>Object.prototype.extra = function () {}; Array.prototype.remove = function () {}</script>',
    calls: `zc('config', { uname: 'Ann', partnerid: 'p', params: '{}', groupid: 7, color: '445566', tel: undefined, qq: '', time: NaN, remark: null, color: 'undefined' })
      zc('config', { color: '445566' }); zc('dynamic_ready'); zc('frame_manual'); zc('config')`
  })
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(900)

  // A template's leftover is refused by the entrance; what is to be said of it only the table of keys knows: nothing.
  expect(sites.asked.filter(path => path !== ADVICE)).toEqual(['/chat/frame/v2/entrance.js'])
  expect(warnings).toEqual([])
})

test('[CMD-config] what the chat tells as well is said once', async ({ page, sites }) => {
  const warnings = warningsOf(page)
  await open(page, sites, { calls: `zc('config', { cutom: true }); zc('expand')` })
  const sentence = 'zc("config"): cutom is not a known key; did you mean custom?'
  await expect.poll(() => warnings).toEqual([`OpenZC: ${sentence}`])
  const frame = (await (await iframe(page).elementHandle())!.contentFrame())!
  await frame.waitForFunction('window.heard && heard.length', undefined, { polling: 50 })

  await frame.evaluate(text => {
    ;(window as any).link.send({ type: 'advice', text })
    ;(window as any).link.send({ type: 'advice', text: 'another' })
  }, sentence)

  await expect.poll(() => warnings).toEqual([`OpenZC: ${sentence}`, 'OpenZC: another'])
})

test('[CMD-unknown] a policy that names our Trusted Types policy lets both further scripts in', async ({
  page,
  sites,
  errors
}) => {
  const warnings = warningsOf(page)
  await page.goto(
    sites.page(
      html(`<script nonce="n">window.zc = function () { (window.cbk = window.cbk || []).push(arguments) }; zc('confg'); zc('expand')</script>
        <script nonce="n" async id="zhichiScript" src="${sites.chat}/chat/frame/v2/entrance.js?sysnum=${SYSNUM}"></script>`),
      {
        headers: {
          'content-security-policy': `default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'nonce-n'; img-src data:; frame-src ${sites.chat}; require-trusted-types-for 'script'; trusted-types openzc`
        }
      }
    )
  )
  await expect(iframe(page)).toHaveCount(1)

  await expect.poll(() => warnings).toHaveLength(1)
  expect(errors).toEqual([])
})

test('[CMD-unknown] advice that cannot be had harms nothing', async ({ page, sites, errors }) => {
  sites.answers.set(ADVICE, response => response.writeHead(500).end())
  await open(page, sites, { calls: `zc('confg'); zc('config', { cutom: 1, color: '445566' })` })

  await expect.poll(() => sites.asked).toContain(ADVICE)
  await expect(entrance(page)).toHaveCSS('background-color', 'rgb(68, 85, 102)')
  await entrance(page).click()
  await expect(iframe(page)).toHaveCount(1)
  expect(sites.asked.filter(path => path === ADVICE)).toHaveLength(1)
  expect(errors).toEqual([])
})
