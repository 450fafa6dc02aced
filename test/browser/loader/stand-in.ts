import { connectHost } from '../../../widget/link.ts'

const page = window as any
page.heard = []
page.link = connectHost({
  allowedHosts: JSON.parse(document.body.dataset['hosts'] ?? '[]'),
  onConfig: (config, from) => page.heard.push({ config, page: from }),
  onShown: (shown, focus) => page.heard.push({ shown, focus }),
  wishes: {
    leave: () => page.link.send({ type: 'ticket', ticket: 'a ticket' }),
    ask: () => page.link.send({ type: 'report', text: JSON.stringify(page.report ?? {}) }),
    logout: () => page.heard.push('logout')
  }
})
addEventListener('keydown', event => event.key === 'Escape' && page.link.send({ type: 'collapse' }))
document.querySelector('button')!.addEventListener('click', () => page.link.send({ type: 'collapse' }))
