// First hit counts: most browsers also claim to be the ones further down.
const BROWSERS: [name: string, version: RegExp][] = [
  ['WeChat', /MicroMessenger\/(\d+)/],
  ['DingTalk', /DingTalk\/(\d+)/],
  ['QQ Browser', /M?QQBrowser\/(\d+)/],
  ['UC Browser', /U(?:CBrowser|BrowserLite)\/(\d+)/],
  ['Samsung Internet', /SamsungBrowser\/(\d+)/],
  ['Edge', /Edg(?:e|A|iOS)?\/(\d+)/],
  ['Opera', /(?:OPR|Opera)\/(\d+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /(?:Chrome|CriOS)\/(\d+)/],
  ['Safari', /Version\/(\d+)[\d.]*.*Safari/],
  ['Internet Explorer', /(?:MSIE |rv:)(\d+)/]
]

const SYSTEMS: [name: string, version: RegExp][] = [
  ['HarmonyOS', /(?:HarmonyOS|OpenHarmony)[ /]?(\d+)?/],
  ['Android', /Android (\d+)?/],
  ['iPadOS', /iPad.*? OS (\d+)/],
  ['iOS', /(?:iPhone|iPod).*? OS (\d+)/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/]
]

/** “Chrome 140 · Windows”, or undefined when nothing of it is known. */
export function describeUserAgent(userAgent: string): string | undefined {
  const parts = [find(BROWSERS, userAgent), find(SYSTEMS, userAgent)].filter(part => part !== undefined)
  return parts.length > 0 ? parts.join(' · ') : undefined
}

function find(table: [string, RegExp][], userAgent: string): string | undefined {
  for (const [name, version] of table) {
    const match = version.exec(userAgent)
    if (match) return match[1] ? `${name} ${match[1]}` : name
  }
  return undefined
}
