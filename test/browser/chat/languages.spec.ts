import { TEXTS } from '#texts/all'
import { directionOf, formatDate, LANGUAGES, type Language } from '#texts/languages'
import { expect, test, type Frame, type Page, type Site } from '#test/kit/browser'

// CFG-locale from outside: what a visitor reads, in whatever way the language was chosen, and that it can change.

/** By the documented names. */
const LOCALES: [locale: string, language: Language][] = [
  ['cn', 'zh-CN'],
  ['tw', 'zh-TW'],
  ...LANGUAGES.filter(language => !language.startsWith('zh')).map((one): [string, Language] => [one, one])
]

const hint = (language: Language) => TEXTS[language]['composer.hint'] as string
const nameless = (language: Language) => TEXTS[language]['chat.nameless'] as string
const entrance = (page: Page) => page.locator('#zc__sdk__sys__btn')

async function configure(page: Page, values: object) {
  await page.evaluate(
    given => (window as unknown as { zc(name: string, values: object): void }).zc('config', given),
    values
  )
}

async function openWindow(page: Page): Promise<Frame> {
  await entrance(page).click()
  const handle = await page.locator('#zc__sdk__container iframe').elementHandle()
  const frame = (await handle!.contentFrame())!
  await frame.waitForSelector('textarea')
  return frame
}

async function expectLanguage(chat: Page | Frame, language: Language) {
  await expect(chat.locator('textarea')).toHaveAttribute('placeholder', hint(language))
  await expect(chat.locator('html')).toHaveAttribute('lang', language)
  await expect(chat.locator('html')).toHaveAttribute('dir', directionOf(language))
}

/** Everything that is on the screen or told to a screen reader, without what people have written. */
const wordsOf = (chat: Page | Frame) =>
  chat.evaluate(() => {
    const named = [...document.querySelectorAll('[aria-label],[title],[placeholder]')]
    return [
      ...document.body.innerText.split('\n'),
      ...named.flatMap(one =>
        ['aria-label', 'title', 'placeholder'].map(name => one.getAttribute(name) ?? '')
      )
    ].filter(text => text.trim() !== '')
  })

for (const [locale, language] of LOCALES) {
  test(`[CFG-locale] [key:locale:link] ${locale}: the chat’s own page, its times and the legacy page`, async ({
    site,
    visitorPage: page
  }) => {
    await page.goto(site.h5(`&locale=${locale}`))
    await expectLanguage(page, language)
    await expect(page).toHaveTitle(
      (TEXTS[language]['chat.title'] as string).replace(
        '{company}',
        language === 'ar' ? '\u2068Demo Shop\u2069' : 'Demo Shop'
      )
    )
    await page.locator('textarea').fill('x')
    await page.locator('textarea').press('Enter')
    await expect(page.locator('.row:not(.sending) .bubble')).toBeVisible()
    const time = page.locator('.row time').last()
    const at = Date.parse((await time.getAttribute('datetime'))!)
    expect(await time.textContent()).toBe(formatDate(language, at, { hour: '2-digit', minute: '2-digit' }))
    await expect(page.locator('.day')).toHaveText(TEXTS[language]['day.today'] as string)
    if (language !== 'en') {
      const english = Object.values(TEXTS.en).filter(
        text => typeof text === 'string' && !Object.values(TEXTS[language]).includes(text)
      )
      expect((await wordsOf(page)).filter(text => (english as string[]).includes(text))).toEqual([])
    }
    await page.goto(`${site.server.url}/chat/h5/index.html?sysnum=${site.sysnum}&locale=${locale}`)
    await expect(page.locator('html')).toHaveAttribute('lang', language)
    await expect(page.locator('html')).toHaveAttribute('dir', directionOf(language))
    await expect(page.locator('textarea')).toHaveAttribute('placeholder', hint(language))
  })
}

for (const [locale, language] of [LOCALES[1]!, ['ja', 'ja'], ['ar', 'ar']] as const) {
  test(`[CFG-locale] [key:locale:script] ${locale}: window, its name on the page, and no flash of another language`, async ({
    site,
    visitorPage: page
  }) => {
    await page.goto(`${site.shop}/help.html`)
    await configure(page, { locale })
    const others: string[] = []
    page.on('request', request => {
      if (request.url().includes('/chat/texts/')) others.push(request.url())
    })
    const frame = await openWindow(page)
    await expectLanguage(frame, language)
    expect(others).toEqual([])
    await expect(entrance(page)).toHaveAttribute('aria-label', nameless(language))
    await expect(page.locator('#zc__sdk__container iframe')).toHaveAttribute('title', nameless(language))
  })
}

test('[CFG-locale] [key:locale:script] the open window changes its language and its direction, and back', async ({
  site,
  visitorPage: page
}) => {
  await page.goto(`${site.shop}/help.html`)
  await configure(page, { locale: 'cn' })
  const frame = await openWindow(page)
  await frame.locator('textarea').fill('half a sentence')
  for (const [locale, language] of [
    ['ar', 'ar'],
    ['ru', 'ru'],
    ['xx', 'en'],
    ['cn', 'zh-CN']
  ] as const) {
    await configure(page, { locale })
    await expectLanguage(frame, language)
    await expect(entrance(page)).toHaveAttribute('aria-label', nameless(language))
  }
  await expect(frame.locator('textarea')).toHaveValue('half a sentence')
})

test('[CFG-locale] texts that cannot be loaded leave English, and nothing is reported', async ({
  site,
  page
}) => {
  const errors: string[] = []
  page.on('pageerror', error => errors.push(String(error)))
  for (const answer of ['abort', 'garbage'] as const) {
    await page.unrouteAll()
    await page.route('**/chat/texts/**/ar.json', route =>
      answer === 'abort' ? route.abort() : route.fulfill({ status: 200, body: '<html>' })
    )
    await page.goto(`${site.shop}/help.html`)
    await configure(page, { locale: 'cn' })
    const frame = await openWindow(page)
    await configure(page, { locale: 'ar' })
    await expectLanguage(frame, 'en')
  }
  expect(errors).toEqual([])
})

test.describe('in a Korean browser', () => {
  test.use({ locale: 'ko-KR' })
  for (const locale of ['', 'xx', 'constructor', '%3Cscript%3E']) {
    test(`[CFG-locale] ${locale || 'no locale'}: the browser’s language`, async ({
      site,
      visitorPage: page
    }) => {
      await page.goto(site.h5(locale && `&locale=${locale}`))
      await expectLanguage(page, 'ko')
    })
  }
})

function channelSpeaks(site: Site, locale: string) {
  site.server.admin('set-language', '--sysnum', site.sysnum, '--locale', locale)
}

test.describe('in a browser whose language we do not speak', () => {
  test.use({ locale: 'fi-FI' })
  test('[CFG-locale] the channel’s language, else English', async ({ site, visitorPage: page }) => {
    await page.goto(site.h5('&locale=xx'))
    await expectLanguage(page, 'en')
    channelSpeaks(site, 'cn')
    await page.goto(site.h5('&locale=xx'))
    await expectLanguage(page, 'zh-CN')
    channelSpeaks(site, 'none')
  })
})
