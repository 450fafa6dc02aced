import { existsSync } from 'node:fs'
import type { Engine } from './engine.ts'
import { startFirefox } from './firefox.ts'
import { startWebKit } from './webkit.ts'

const first = (...places: (string | undefined)[]) => places.find(place => place && existsSync(place))
const MINI = ['4.1', '6.0', '4.0'].map(
  version => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`
)

/** Where the engines are on this machine. */
export const PLACES = {
  firefox: first(process.env['FIREFOX'], '/usr/bin/firefox-esr', '/usr/bin/firefox'),
  driver: first('/usr/bin/WebKitWebDriver'),
  browser: first(...MINI, ...MINI.map(path => path.replace('x86_64', 'aarch64'))),
  screen: first('/usr/bin/Xvfb')
}

export const missing = (): string[] =>
  Object.entries({
    'firefox-esr': PLACES.firefox,
    'webkit2gtk-driver': PLACES.driver && PLACES.browser,
    xvfb: PLACES.screen
  }).flatMap(([name, place]) => (place ? [] : [name]))

export const ENGINES: Record<string, () => Promise<Engine>> = {
  firefox: () => startFirefox(PLACES.firefox!),
  webkit: () => startWebKit({ driver: PLACES.driver!, browser: PLACES.browser! })
}
