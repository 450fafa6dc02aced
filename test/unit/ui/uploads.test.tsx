// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, expect, test } from 'vitest'
import { UploadError } from '#client/index'
import { LIMITS } from '#protocol/limits'
import { Uploads } from '#ui/components/Uploads.tsx'
import { createConversation } from './conversation.ts'

afterEach(cleanup)

function open() {
  const conversation = createConversation()
  render(<Uploads model={conversation.model} />)
  const upload = async (name: string, bytes = 1) => {
    const file = new File([], name)
    Object.defineProperty(file, 'size', { value: bytes })
    await act(() => conversation.model.upload(file))
    return conversation.uploads.at(-1)!
  }
  return { ...conversation, upload, rows: () => screen.queryAllByRole('listitem') }
}

test('a file on its way shows its name and how far it is, and is sent when it has arrived', async () => {
  const { upload, rows, said } = open()
  expect(rows()).toHaveLength(0)
  const held = await upload('offer.pdf')
  expect(screen.getByRole<HTMLProgressElement>('progressbar').value).toBe(0)
  await act(() => held.progress(0.426))
  expect(screen.getByRole<HTMLProgressElement>('progressbar').value).toBe(43)
  expect(rows()[0]!.textContent).toContain('offer.pdf')
  expect(rows()[0]!.textContent).toContain('43')
  await act(async () => held.finish({ id: 'file-1', width: null }))
  expect(said('send')).toEqual([{ kind: 'file', fileId: 'file-1' }])
  expect(rows()).toHaveLength(0)
})

test('a picture is sent as one', async () => {
  const { upload, said } = open()
  const held = await upload('a.png')
  await act(async () => held.finish({ id: 'file-2', width: 20 }))
  expect(said('send')).toEqual([{ kind: 'image', fileId: 'file-2' }])
})

test('one that is cancelled stops, leaves the list, and is never sent', async () => {
  const { upload, rows, said } = open()
  const [one, two] = [await upload('one.zip'), await upload('two.zip')]
  await fireEvent.click(screen.getByRole('button', { name: /one\.zip/ }))
  expect([one.isCancelled, two.isCancelled, rows().length]).toEqual([true, false, 1])
  await act(async () => one.fail(new UploadError('cancelled', 'cancelled')))
  expect([rows().length, screen.queryByRole('alert')]).toEqual([1, null])
  await act(async () => two.finish({ id: 'file-3' }))
  expect(said('send')).toEqual([{ kind: 'file', fileId: 'file-3' }])
})

test('[19] one that arrived in the moment of the cancel is not sent either', async () => {
  const { upload, said } = open()
  const held = await upload('late.zip')
  await fireEvent.click(screen.getByRole('button', { name: /late\.zip/ }))
  await act(async () => held.finish({ id: 'file-4' }))
  expect(said('send')).toEqual([])
})

const PROBLEMS = ['too-large', 'wrong-type', 'rate-limited', 'offline', 'internal', 'unavailable'] as const
for (const code of PROBLEMS) {
  test(`a refusal (${code}) is said with the name of the file, and can be put away`, async () => {
    const { upload, rows, said } = open()
    const held = await upload('bad.exe')
    await act(async () => held.fail(new UploadError(code, 'refused')))
    expect(screen.getByRole('alert').textContent).toContain('bad.exe')
    expect(screen.queryByRole('progressbar')).toBeNull()
    await fireEvent.click(screen.getByRole('button'))
    expect([rows().length, said('send')]).toEqual([0, []])
  })
}

test('what is too large is refused here, before a byte of it is sent', async () => {
  const { upload, uploads } = open()
  await upload('film.mp4', LIMITS.fileBytes + 1)
  expect(uploads).toEqual([])
  expect(screen.getByRole('alert').textContent).toContain('20')
})
