import type { ZcMessage, ZcState } from '../../../loader/zc.js'

// Never run: the check of types reads it. A page's mistakes do not compile, and what is documented does.

export function calls(): void {
  zc('config', { color: '0f766e', location: 2, partnerid: 'p1', params: { level: 'gold' }, locale: 'en' })
  zc('config', { manual: '1', total_fee: '1000', goods: [{ name: 'x', pictureUrl: 'https://example.com' }] })
  zc('config', { customBtn: true, adminHelloWord: 'hello' })
  // @ts-expect-error no such key
  zc('config', { colour: 1 })
  // @ts-expect-error not among the values
  zc('config', { location: 3 })
  // @ts-expect-error a key of links only
  zc('config', { top_bar_flag: 1 })
  // @ts-expect-error no such command
  zc('frame_open')
  zc('frame_status', state => void (state satisfies ZcState | { code: '000002' }))
  zc('frame_manual', ({ code }) => void (code satisfies '000000' | '000001'))
  zc('receive_message', message => void (message satisfies ZcMessage))
  zc('unread_count', count => void (count satisfies number))
  // @ts-expect-error the count is a number
  zc('unread_count', (count: string) => void count)
  zc('identify', { partnerid: 'p1', sign: 's' })
  // @ts-expect-error no such key
  zc('identify', { partner: 'p1' })
  zc('logout')
  zc('consent', false)
  // @ts-expect-error it is true or false
  zc('consent', 'no')
  zc('debug')
  zc('on', 'failed', () => undefined)
  // @ts-expect-error no such event
  zc('on', 'opened', () => undefined)
}
