import { openDesk, setRules } from '../reception/two-groups.ts'
import { createServerProcess, type ServerProcess } from '../../kit/server-process.ts'
import { expect, row, say, tab, test as base } from './harness.ts'

// It leaves groups behind, so its server is its own
const test = base.extend<object, { server: ServerProcess }>({
  server: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await createServerProcess()
      await server.start()
      await use(server)
      await server.dispose()
    },
    { scope: 'worker' }
  ]
})

test('[DSK-overflow] [DSK-rules] the panel says why a conversation is where it is, step by step', async ({
  desk,
  server
}) => {
  test.slow()
  const { sysnum } = server.demo
  const site = { server, sysnum, shop: '', h5: () => '' }
  openDesk(site)
  setRules(site, [{ name: 'App', if: [{ what: 'source', is: ['2'] }], to: { kind: 'group', id: 'returns' } }])
  const agent = await desk.agent(0)
  const chain = [
    { actionType: 'to_group', deciId: 'nowhere', optionId: '3' },
    { actionType: 'to_group', deciId: 'sales', optionId: '3' },
    { actionType: 'to_group', deciId: 'returns', optionId: '4' }
  ]
  const walks = await desk.visitor(`&transfer_action=${encodeURIComponent(JSON.stringify(chain))}`)
  await say(walks, 'I came by the chain')
  await tab(agent, 'Mine').click()
  await row(agent, /I came by the chain/).click()
  const section = agent.locator('.panel-section', { hasText: 'Why it is here' })
  await expect(section).toContainText('transfer_action')
  await expect(section.getByRole('listitem')).toHaveText([
    'nowhere: does not exist → skipped',
    'Sales: nobody there → goes on',
    'Returns: free → stays here'
  ])
  const ruled = await desk.visitor('&source=2')
  await say(ruled, 'I came by the rule')
  await row(agent, /I came by the rule/).click()
  await expect(section).toContainText('By the rule “App”')
})
