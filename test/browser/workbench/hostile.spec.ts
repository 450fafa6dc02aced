import { expect, row, say, test } from './harness.ts'

const IMG = '<img src=x onerror="window.hurt = 1">'

test('what a visitor sets is text: name, page, address, details and messages', async ({ desk }) => {
  const ann = await desk.agent(0)
  const query = new URLSearchParams({
    uname: `${IMG}Mallory`,
    custom_title: `${IMG} title`,
    [`${IMG}key`]: `${IMG}value`,
    email: 'javascript:alert(1)'
  })
  const visitor = await desk.visitor(`&${query}`)
  await say(visitor, `${IMG} javascript:alert(1) "><script>window.hurt = 1</script>`)
  await row(ann, /Mallory/).click()
  await expect(ann.getByRole('heading', { name: `${IMG}Mallory` })).toBeVisible()
  const panel = ann.getByRole('complementary', { name: 'Visitor' })
  await expect(panel).toContainText(`${IMG} title`)
  await expect(panel).toContainText(`${IMG}value`)
  await expect(ann.locator('.bubble')).toContainText('<script>')

  await expect(ann.locator('main img, aside img, .inbox img')).toHaveCount(0)
  expect(await ann.evaluate(() => 'hurt' in window)).toBe(false)
})

const ADDRESSES: { address: string; isLink: boolean }[] = [
  { address: 'https://shop.example/cart?step=2', isLink: true },
  { address: 'javascript:window.hurt=1', isLink: false },
  { address: 'data:text/html,<script>1</script>', isLink: false },
  { address: ' javascript:window.hurt=1', isLink: false },
  { address: 'https://bank.example@evil.example/', isLink: false }
]

for (const { address, isLink } of ADDRESSES) {
  test(`the page “${address}” is ${isLink ? 'a link' : 'text only'}`, async ({ desk }) => {
    const name = `Page ${Math.random().toString(36).slice(2, 8)}`
    const ann = await desk.agent(0)
    const visitor = await desk.visitor(`&uname=${encodeURIComponent(name)}`)
    await say(visitor, 'hello')
    // What a page in control of the frames may claim
    await visitor.evaluate(
      async ({ address, name, sysnum }) => {
        const key = Object.keys(localStorage).find(one => one.includes(sysnum) && /secret|visitor/.test(one))
        const secret = key ? localStorage.getItem(key) : undefined
        const session = await fetch('/api/visitor/session', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ sysnum, ...(secret ? { secret } : {}) })
        }).then(response => response.json() as Promise<{ uid: string; token: string }>)
        const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/socket`)
        const { uid, token } = session
        const send = (frame: object) => socket.send(JSON.stringify(frame))
        await new Promise(resolve => (socket.onopen = resolve))
        send({ type: 'hello', protocol: 1, token })
        send({ type: 'profile', uid, profile: { name, page: { url: address, title: 'A page' } } })
        send({
          type: 'send',
          uid,
          clientId: 'hostile1',
          first: true,
          content: { kind: 'text', text: 'from the socket' }
        })
        await new Promise(resolve => setTimeout(resolve, 500))
      },
      { address, name: `${name} raw`, sysnum: new URL(visitor.url()).searchParams.get('sysnum')! }
    )
    await row(ann, `${name} raw`).click()
    const panel = ann.getByRole('complementary', { name: 'Visitor' })
    await expect(panel.locator('.address')).toContainText(address.trim().replace('https://', ''))
    await expect(panel.locator('a.address')).toHaveCount(isLink ? 1 : 0)
  })
}
