import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanFileName } from '#server/uploads/file-name'
import { createSite, type Site } from './requests.ts'

let site: Site
beforeAll(async () => {
  site = await createSite()
})
afterAll(() => site.world.close())

type Answer = {
  id: string
  name: string
  type: string
  width: number | null
  url: string
  code: string
  message: string
}

async function upload(
  bytes: Uint8Array | string,
  name: string,
  { uid = site.uid, headers = site.bearer(site.uid) as Record<string, string> } = {}
) {
  const answer = await site.request('POST', `/api/upload?uid=${uid}&name=${encodeURIComponent(name)}`, {
    raw: bytes as BodyInit,
    headers
  })
  return { status: answer.status, ...((await answer.json()) as Answer) }
}

const png = () =>
  sharp({ create: { width: 20, height: 10, channels: 3, background: '#0f766e' } })
    .png()
    .toBuffer()

test('[19] a picture is re-encoded, loses its metadata and is shown in place; the bytes come back by its URL alone', async () => {
  const jpeg = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
    .withExif({ IFD0: { Copyright: 'secret-place' } })
    .jpeg()
    .toBuffer()
  expect(jpeg.toString('latin1')).toContain('secret-place')
  const stored = await upload(jpeg, 'holiday.jpg')
  expect(stored).toMatchObject({ status: 200, type: 'image/jpeg', width: 30, name: 'holiday.jpg' })
  const file = await site.request('GET', stored.url)
  const bytes = Buffer.from(await file.arrayBuffer())
  expect(bytes.toString('latin1')).not.toContain('secret-place')
  expect(file.headers.get('content-disposition')).toContain('inline')
})

test('[19] everything that is not a re-encoded picture is an attachment, without sniffing, in a sandbox', async () => {
  const stored = await upload('%PDF-1.7\n1 0 obj<</JS(alert(1))>>', 'offer.pdf')
  const file = await site.request('GET', stored.url)
  expect(file.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(file.headers.get('x-content-type-options')).toBe('nosniff')
  expect(file.headers.get('content-security-policy')).toContain('sandbox')
  expect(stored.url.endsWith('.pdf')).toBe(true)
})

const REFUSED: { name: string; bytes: string }[] = [
  { name: 'picture.svg', bytes: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>' },
  { name: 'page.html', bytes: '<!doctype html><script>alert(1)</script>' },
  { name: 'page.xml', bytes: '<?xml version="1.0"?><x/>' },
  { name: 'code.js', bytes: 'alert(1)' },
  { name: 'run.exe', bytes: 'MZ\u0090\u0000\u0003' },
  { name: 'shell.php', bytes: '<?php system($_GET["c"]);' },
  { name: 'hidden.p\u200bhp', bytes: '<?php ?>' },
  { name: 'broken.png', bytes: '\u0089PNG\r\n\u001a\n broken' },
  { name: 'empty.txt', bytes: '' }
]
for (const { name, bytes } of REFUSED) {
  test(`[19] refuses ${JSON.stringify(name)} and says why`, async () => {
    const answer = await upload(Buffer.from(bytes, 'latin1'), name)
    expect([400, 415]).toContain(answer.status)
    expect(answer.message.length).toBeGreaterThan(10)
  })
}

test('[19] a picture under the name of a page gets the extension of what it is', async () => {
  expect(await upload(await png(), 'page.html')).toMatchObject({
    status: 200,
    type: 'image/png',
    name: 'page.html.png'
  })
})

test('[19] a name that a server or shell would heed becomes plain text', async () => {
  expect(await upload('AddType application/x-httpd-php .jpg', '.htaccess')).toMatchObject({
    status: 200,
    type: 'text/plain',
    name: 'htaccess.txt'
  })
})

test('[19] a picture that would fill the memory when decoded is refused', async () => {
  const bomb = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: 'black' } })
    .png()
    .toBuffer()
  expect(await upload(bomb, 'bomb.png')).toMatchObject({ status: 415, code: 'wrong-type' })
})

test('[19] more than the limit is refused, whatever the length header claims', async () => {
  const huge = new Uint8Array(20 * 1024 * 1024 + 1)
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(huge)
      controller.close()
    }
  })
  const answer = await site.world.http.app.request(`http://chat.test/api/upload?uid=${site.uid}&name=a.png`, {
    method: 'POST',
    body: stream,
    duplex: 'half',
    headers: { ...site.bearer(site.uid), origin: 'http://chat.test' }
  } as RequestInit)
  expect(answer.status).toBe(413)
})

test('[19] file x conversation: nobody uploads into a timeline that is not theirs (CVE-2026-48616)', async () => {
  const bytes = await png()
  const tries = [
    await upload(bytes, 'a.png', { uid: site.otherUid }),
    await upload(bytes, 'a.png', { uid: site.foreignUid }),
    await upload(bytes, 'a.png', { uid: site.uid, headers: { cookie: site.foreignCookie } }),
    await upload(bytes, 'a.png', { uid: 'nobody' })
  ]
  expect(tries.map(one => one.status)).toEqual([404, 404, 404, 404])
  expect((await upload(bytes, 'a.png', { uid: site.uid, headers: { cookie: site.cookie } })).status).toBe(200)
})

test('[19] a URL opens its own file only, and not for ever', async () => {
  const [one, two] = [await upload(await png(), 'one.png'), await upload(await png(), 'two.png')]
  const [, , , grant] = one.url.split('/')
  expect((await site.request('GET', one.url)).status).toBe(200)
  expect(
    (await site.request('GET', two.url.replace(/\/files\/([^/]+)\/[^/]+/, `/files/$1/${grant}`))).status
  ).toBe(404)
  expect((await site.request('GET', one.url.replace(grant!, `${grant!.slice(0, -1)}A`))).status).toBe(404)
  await site.clock.advance(2 * 86_400_000 + 1)
  expect((await site.request('GET', one.url)).status).toBe(404)
})

test('[19] file names lose paths, hidden and control characters, and keep their extension', () => {
  expect(cleanFileName('../../etc/passwd')).toBe('etcpasswd')
  expect(cleanFileName('a\u202Egnp.exe')).toBe('agnp.exe')
  expect(cleanFileName('in\u200Bvoice.pdf\u0000')).toBe('invoice.pdf')
  expect(cleanFileName('...')).toBe('file')
  expect(cleanFileName('x'.repeat(300) + '.docx')).toMatch(/^x+\.docx$/)
  expect(cleanFileName('x'.repeat(300) + '.docx')).toHaveLength(120)
  expect(cleanFileName('发票 2026.pdf')).toBe('发票 2026.pdf')
})

/** Markup in everything that may be uploaded without being a picture. */
const DISGUISED: { name: string; bytes: Buffer }[] = [
  { name: 'page.txt', bytes: Buffer.from('<!doctype html><script>alert(1)</script>') },
  { name: 'bom.txt', bytes: Buffer.from('\uFEFF<html><script>alert(1)</script>') },
  { name: 'drawing.txt', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>') },
  { name: 'table.csv', bytes: Buffer.from('=cmd|"/c calc"!A1,<script>alert(1)</script>') },
  { name: 'offer.pdf', bytes: Buffer.from('%PDF-1.7\n<script>alert(1)</script>') },
  {
    name: 'a.zip',
    bytes: Buffer.from('PK\u0005\u0006'.padEnd(22, '\u0000') + '<script>alert(1)</script>', 'latin1')
  }
]
for (const { name, bytes } of DISGUISED) {
  test(`[SEC 19] ${name} with markup in it is never shown by a browser`, async () => {
    const stored = await upload(bytes, name)
    expect(stored.status).toBe(200)
    const file = await site.request('GET', stored.url)
    expect(file.headers.get('content-type')).not.toMatch(/html|svg|xml|javascript/)
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    expect(file.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true)
  })
}

test('[SEC 19] what was hidden behind or in a picture is gone after its re-encoding', async () => {
  const payload = '<script>alert(1)</script>'
  const tail = await upload(Buffer.concat([await png(), Buffer.from(payload)]), 'tail.png')
  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
  const comment = Buffer.concat([
    gif.subarray(0, -1),
    Buffer.from([0x21, 0xfe, payload.length]),
    Buffer.from(payload),
    Buffer.from([0, 0x3b])
  ])
  for (const stored of [tail, await upload(comment, 'comment.gif')]) {
    expect(stored.status).toBe(200)
    const file = await site.request('GET', stored.url)
    expect(Buffer.from(await file.arrayBuffer()).toString('latin1')).not.toContain('script')
    expect(file.headers.get('content-security-policy')).toContain('sandbox')
  }
})

test('[SEC 19] a name cannot leave its header, its list or its folder', async () => {
  const names = [
    'a"\r\nset-cookie: x=1.txt',
    '../../x.txt',
    'x\u202Etxt.exe.txt',
    '<img src=x>.txt',
    '%0d%0aX: y.txt',
    'CON.txt',
    '\u0000.txt'
  ]
  for (const name of names) {
    const stored = await upload('words', name)
    expect([name, stored.status]).toEqual([name, 200])
    expect(stored.name).not.toMatch(/[\p{Cc}\p{Cf}/\\<>:"|?*]/u)
    const file = await site.request('GET', stored.url)
    expect([name, file.status, file.headers.get('set-cookie'), file.headers.get('x')]).toEqual([
      name,
      200,
      null,
      null
    ])
  }
})
