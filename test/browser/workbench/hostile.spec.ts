import { expect, row, say, test } from './harness.ts'
import { openVisitor } from './visitor.ts'

const IMG = '<img src=x onerror="window.hurt = 1">'

test('what a visitor sets is text: name, page, address, details and messages', async ({ desk }) => {
  const ann = await desk.agent(0)
  const query = new URLSearchParams({
    uname: `${IMG}Hostile`,
    remark: `${IMG} title`,
    params: JSON.stringify({ [`${IMG}key`]: `${IMG}value` }),
    email: 'javascript:alert(1)'
  })
  const visitor = await desk.visitor(`&${query}`)
  await say(visitor, `${IMG} javascript:alert(1) "><script>window.hurt = 1</script>`)
  await row(ann, /">Hostile/).click()
  await expect(ann.getByRole('heading', { name: `${IMG}Hostile` })).toBeVisible()
  const panel = ann.getByRole('complementary', { name: 'Visitor' })
  await expect(panel).toContainText(`${IMG} title`)
  await expect(panel).toContainText(`${IMG}key`)
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
  test(`the page “${address}” is ${isLink ? 'a link' : 'text only'}`, async ({ desk, server }) => {
    const name = `Page ${Math.random().toString(36).slice(2, 8)}`
    const ann = await desk.agent(0)
    const page = { url: address, title: 'A page', referrer: address }
    const visitor = await openVisitor(server, { name, page }, 'hello')
    await row(ann, name).click()
    const panel = ann.getByRole('complementary', { name: 'Visitor' })
    await expect(panel.locator('.address').first()).toContainText(address.trim().replace('https://', ''))
    await expect(panel.locator('a.address')).toHaveCount(isLink ? 2 : 0)
    visitor.close()
  })
}
