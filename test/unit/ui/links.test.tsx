// @vitest-environment happy-dom
import fc from 'fast-check'
import { cleanup, render } from '@testing-library/preact'
import { afterEach, expect, test } from 'vitest'
import { Linked } from '#ui/components/Linked.tsx'
import { safeUrl } from '#protocol/safe-url'
import { runs } from '#test/kit/properties'

afterEach(cleanup)

function linksOf(text: string) {
  const { container } = render(<Linked text={text} />)
  const links = [...container.querySelectorAll('a')].map(link => link.getAttribute('href')!)
  const shown = container.textContent
  cleanup()
  return { links, shown }
}

/** What tried to get past such a check elsewhere: schemes, encodings, hidden characters, look-alike hosts. */
const HOSTILE = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'java\nscript:alert(1)',
  'javascript\u0000:alert(1)',
  '\u0001javascript:alert(1)',
  'javascript&colon;alert(1)',
  '&#106;avascript:alert(1)',
  '&#x6A;avascript&#58;alert(1)',
  '%6Aavascript:alert(1)',
  'javascript%3Aalert(1)',
  'java%0Ascript:alert(1)',
  'ｊavascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD4=',
  'vbscript:msgbox(1)',
  'blob:https://shop.example/1',
  'file:///etc/passwd',
  'filesystem:https://shop.example/temporary/x',
  'view-source:https://shop.example',
  'jar:https://shop.example!/x',
  'intent://scan/#Intent;scheme=zxing;end',
  'about:blank',
  'ws://shop.example',
  'https://user:pass@bank.example',
  'https://bank.example@evil.example/',
  'https://bank.example%00@evil.example/',
  'https://:@evil.example/',
  'https:user:pass@evil.example',
  'https://ba\u200Bnk.example',
  'https://ba\u2060nk.example',
  'https://ba\u00ADnk.example',
  'https://\u202Emoc.knab\u202C.example',
  'https://bank.example\u2066/x\u2069',
  'https://',
  'http://[::1',
  'https://a:99999/',
  `https://${'a'.repeat(2_100)}.example`
]

for (const hostile of HOSTILE) {
  test(`[18] ${JSON.stringify(hostile.slice(0, 50))} is no link, alone or in a sentence`, () => {
    expect(safeUrl(hostile)).toBeUndefined()
    for (const text of [hostile, `see ${hostile} now`, `(${hostile})`, `“${hostile}”`, `看${hostile}。`]) {
      const { links, shown } = linksOf(text)
      expect(shown).toBe(text)
      expect([
        text,
        links.filter(link => !/^(https?|mailto):/.test(link) || /^http.*(evil|bank)/.test(link))
      ]).toEqual([text, []])
    }
  })
}

const fragment = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.constantFrom(
    'https://',
    'http://',
    'www.',
    'mailto:',
    'tel:',
    '@',
    '.',
    ':',
    '/',
    '(',
    ')',
    ' ',
    '\n',
    '，',
    '<',
    '"'
  ),
  fc.constantFrom('shop.example', 'a', '中文', '%00', '&#58;', '\u202E', '\u200B', '\uD800'),
  fc.string({ maxLength: 6, unit: 'binary' })
)

test('[18] whatever the text: all of it is shown, and every link of it is one that may be followed', () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 12 }), parts => {
      const text = parts.join('')
      const { links, shown } = linksOf(text)
      expect(shown).toBe(text)
      for (const link of links) expect([link, safeUrl(link)]).toEqual([link, link])
    }),
    runs(1_500)
  )
})
