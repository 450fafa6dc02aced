import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Profile } from '#protocol/desk'
import { carryOut } from '#server/api/carry-out'
import type { Caller } from '#server/api/caller'
import type { Answered, Given, OperationName } from '#protocol/api/operations'
import { tellProfile } from '#server/profiles'
import { summariesOf } from '#server/store/inbox'
import { createTimeline, findTimeline } from '#server/store/timelines'
import { forgetPerson } from '#server/store/personal'
import { forgetRecords } from '#server/store/retention'
import { deskSettings, saveDeskSettings } from '#server/store/groups'
import { createSecret } from '#server/secrets'
import { createFakeClock } from '#test/kit/clock'
import { createDesk, type Desk, type DeskPerson } from '#test/kit/desk'
import { createWorld, type World } from '#test/kit/world'

/** What staff write down of customers and conversations, on every database. */
export function customersContract(name: string, url: () => Promise<string | undefined>) {
  describe(`customers on ${name}`, () => {
    const clock = createFakeClock(1_700_000_000_000)
    const reported: unknown[] = []
    let world: World
    let desk: Desk
    let ann: DeskPerson

    beforeAll(async () => {
      const databaseUrl = await url()
      const report = (event: string, details?: unknown) => void reported.push([event, details])
      world = await createWorld({ clock, report, ...(databaseUrl ? { databaseUrl } : {}) })
      desk = await createDesk(world, { clock, capacity: 9 })
      ann = await desk.agent('ann')
      await admin('createCustomerField', { id: 'city', name: 'City' })
      await admin('createCustomerField', { id: 'size', name: 'Size', type: 'choice', options: ['S', 'L'] })
      await admin('createLabel', { id: 'l1', name: 'Loyal' })
      await admin('updateCompany', { vipLevels: [{ id: 'g', name: 'Gold' }] })
      await admin('createSummaryField', { id: 'topic', name: '主题' })
      await clock.advance(1)
      await admin('createSummaryField', { id: 'count', name: 'Items', type: 'number' })
    })
    afterAll(() => world.close())

    const callerOf = (role: Caller['role'], { id, name }: { id: string; name: string }): Caller => ({
      kind: 'agent',
      companyId: desk.companyId,
      id,
      name,
      role,
      scopes: null
    })
    const wish = async <N extends OperationName>(name: N, caller: Caller, given: Given<N>) =>
      (await carryOut(world.services, { name, caller, given, origin: 'https://chat.example' })) as Answered<N>
    /** What a definition has besides its name is in no type. */
    const admin = <N extends OperationName>(name: N, given: Given<N> & Record<string, unknown>) =>
      wish(name, callerOf('admin', { id: 'root', name: 'Root' }), given)
    const asAnn = <N extends OperationName>(name: N, given: Given<N>) =>
      wish(name, callerOf('agent', ann), given)

    const says = async (uid: string, profile: Profile) =>
      await tellProfile(world.services, (await findTimeline(world.database, uid))!, profile)
    const nameNow = async (cid: string) => (await summariesOf(world.database, [cid]))[0]

    test('[ADM-fields] owners and organisations narrow the list of customers; records come newest first and leave with who is forgotten', async () => {
      const secret = createSecret()
      const [uid, other] = [
        await createTimeline(world.database, { companyId: desk.companyId, secret }, clock.now()),
        await createTimeline(
          world.database,
          { companyId: desk.companyId, secret: createSecret(), partnerid: 'p-1' },
          clock.now()
        )
      ]
      await admin('createOrganisation', { id: 'tea', name: 'Tea_House', domains: ['tea.example'] })
      await admin('createOrganisation', { id: 'bread', name: 'Bakery' })
      expect(await admin('createOrganisation', { id: 'tea', name: 'x' }).catch(String)).toMatch(
        /there is one/
      )
      const found = async (search: string) =>
        (await admin('listOrganisations', { search })).items.map(({ id }) => id)
      expect([await found('TEA_'), await found('a_e'), await found('')]).toEqual([
        ['tea'],
        [],
        ['bread', 'tea']
      ])

      await asAnn('updateCustomer', { visitor: uid, owner: ann.id, organisation: 'tea' })
      await asAnn('updateCustomer', { visitor: other, remark: `"owner":"${ann.id}"` })
      const listed = async (given: Given<'listCustomers'>) =>
        (await admin('listCustomers', given)).items.map(({ userid }) => userid)
      expect(await listed({ owner: ann.id })).toEqual([uid])
      expect(await listed({ organisation: 'tea' })).toEqual([uid])
      expect(await listed({ partnerid: 'p-1' })).toEqual([other])

      const first = await asAnn('createRecord', { visitor: uid, title: 'First', note: '50% off' })
      await clock.advance(5)
      const second = await asAnn('createRecord', { visitor: uid, title: 'Second' })
      const records = async (given: Given<'listRecords'>) =>
        (await asAnn('listRecords', { visitor: uid, ...given })).items.map(({ id }) => id)
      expect(await records({})).toEqual([second.id, first.id])
      expect(await records({ search: '0%' })).toEqual([first.id])
      expect(await records({ by: ann.id, limit: '1', after: second.id })).toEqual([first.id])
      // Of somebody who has not come since they are forgotten, of others they stay
      await asAnn('createRecord', { visitor: other, title: 'Other' })
      expect(await forgetRecords(world.database, desk.companyId, clock.now() - 1_000)).toBe(false)
      expect(await records({})).toHaveLength(2)
      await forgetPerson(world.database, uid)
      expect(await records({})).toEqual([])
      await forgetRecords(world.database, desk.companyId, clock.now() + 1)
      expect((await asAnn('listRecords', {})).items).toEqual([])
    })

    test('[WB-panel] what staff set stands over what the page says, beside it, until it is taken back', async () => {
      const { uid, cid } = await desk.asks({ tel: '111', user_label: 'Loyal' })
      await says(uid, { name: 'From the page', claims: { uname: 'From the page' } })
      const set = { name: 'Mei', phone: '222', remark: 'likes tea', fields: { city: '上海' } }
      expect(await asAnn('updateCustomer', { visitor: uid, ...set })).toMatchObject({
        customer: set,
        claims: { tel: '111', uname: 'From the page' }
      })
      expect(await nameNow(cid)).toMatchObject({ name: 'Mei', phone: '222' })
      // The page says it again
      await says(uid, { name: 'From the page', claims: { uname: 'From the page', tel: '333' } })
      expect(await nameNow(cid)).toMatchObject({ name: 'Mei', phone: '222' })
      await asAnn('updateCustomer', { visitor: uid, name: null, fields: { city: null } })
      expect(await nameNow(cid)).toMatchObject({ name: 'From the page', phone: '222' })
      expect((await asAnn('getCustomer', { visitor: uid })).customer).toEqual({
        phone: '222',
        remark: 'likes tea'
      })
    })

    test('[WB-panel] two agents who change different parts at once lose nothing', async () => {
      const { uid } = await desk.asks()
      await Promise.all([
        asAnn('updateCustomer', { visitor: uid, name: 'Mei' }),
        asAnn('updateCustomer', { visitor: uid, phone: '222' }),
        asAnn('updateCustomer', { visitor: uid, labels: ['l1'] })
      ])
      expect((await asAnn('getCustomer', { visitor: uid })).customer).toEqual({
        name: 'Mei',
        phone: '222',
        labels: ['l1']
      })
    })

    test('[WB-panel] levels, labels and fields that the company has not are refused by name', async () => {
      const { uid: visitor } = await desk.asks()
      for (const [given, says] of [
        [{ vipLevel: 'none' }, /^vipLevel: /],
        [{ labels: ['l1', 'zz'] }, /^labels: .*zz/],
        [{ fields: { zz: '1' } }, /^fields: .*zz/],
        [{ fields: { size: 'XXL' } }, /^fields: Size: does not fit/]
      ] as const)
        await expect(asAnn('updateCustomer', { visitor, ...given } as never)).rejects.toThrow(says)
      expect((await asAnn('getCustomer', { visitor })).customer).toEqual({})
    })

    test('[WB-panel] the record of changes has who and whom, not what was written of them', async () => {
      const { uid: visitor } = await desk.asks()
      await clock.advance(1)
      await asAnn('updateCustomer', { visitor, name: 'Secret name', isVip: true })
      const [entry] = (await admin('listAudit', {})).items
      expect(entry).toMatchObject({ action: 'updateCustomer', target: visitor, by: { name: 'ann' } })
      expect(entry!.given).not.toContain('Secret name')
    })

    test('[CRM-vip] [CRM-label] the level and the labels that an agent sets decide who answers, whatever the page claims', async () => {
      await world.services.assigner.start()
      await desk.auto()
      const bo = await desk.agent('bo')
      await desk.command('create-group', { name: 'Sales', id: 'sales', add: ann.email })
      await clock.advance(1)
      await desk.command('create-group', { name: 'Gold desk', id: 'golds', add: bo.email })
      const leaves = [desk.comes(ann), desk.comes(bo)]
      await desk.settle()
      const before = await deskSettings(world.database.read, desk.companyId)
      const to = { kind: 'group' as const, id: 'golds' }
      await saveDeskSettings(world.database, desk.companyId, {
        ...before,
        rules: [
          // By their names, while agents set ids
          { name: 'gold', if: [{ what: 'vip', levels: ['Gold'] }], to },
          { name: 'loyal', if: [{ what: 'label', is: ['Loyal'] }], to },
          { name: 'city', if: [{ what: 'field', field: 'City', is: ['上海'] }], to }
        ]
      })
      const goesTo = async (customer: object, claims: Record<string, string> = {}) => {
        const uid = await desk.visitor()
        await asAnn('updateCustomer', { visitor: uid, ...customer })
        const { cid } = await desk.asks(claims, uid)
        await desk.settle()
        const row = await world.database.read
          .selectFrom('conversation')
          .select('group_id')
          .where('cid', '=', cid)
          .executeTakeFirstOrThrow()
        return row.group_id
      }
      expect(await goesTo({})).toBe('sales')
      expect(await goesTo({ isVip: true, vipLevel: 'g' })).toBe('golds')
      expect(await goesTo({ isVip: false }, { is_vip: '1', vip_level: 'g' })).toBe('sales')
      expect(await goesTo({ labels: ['l1'] })).toBe('golds')
      expect(await goesTo({ labels: [] }, { user_label: 'l1' })).toBe('sales')
      expect(await goesTo({}, { user_label: 'l1' })).toBe('golds')
      expect(await goesTo({ fields: { city: '上海' } })).toBe('golds')
      expect(await goesTo({ fields: { city: '北京' } }, { customer_fields: '{"city":"上海"}' })).toBe('sales')
      // Who waits already is routed anew
      await desk.command('set-capacity', { email: ann.email, capacity: '1' })
      const waits = await desk.asks()
      await desk.settle()
      await asAnn('updateCustomer', { visitor: waits.uid, isVip: true, vipLevel: 'g' })
      await desk.settle()
      expect((await nameNow(waits.cid))!.groupId).toBe('golds')
      await desk.command('set-desk', { assign: 'manual' })
      for (const leave of leaves) leave()
      await world.services.assigner.close()
    })

    test('[WB-panel] the history has all conversations under one id, over all channels, in pages; not another company’s', async () => {
      const uid = await createTimeline(
        world.database,
        { companyId: desk.companyId, secret: createSecret(), partnerid: 'p-1' },
        clock.now()
      )
      const other = await createTimeline(
        world.database,
        { companyId: desk.companyId, secret: createSecret(), partnerid: 'p-1' },
        clock.now()
      )
      await createTimeline(
        world.database,
        { companyId: world.company.id, secret: createSecret(), partnerid: 'p-1' },
        clock.now()
      )
      const cids: string[] = []
      for (const who of [uid, other, uid]) {
        await clock.advance(1_000)
        const { cid } = await desk.asks({}, who)
        await world.services.writer.submit({
          companyId: desk.companyId,
          uid: who,
          intent: { kind: 'end', by: { role: 'system', id: 'system' }, cid }
        })
        cids.unshift(cid)
      }
      const first = await asAnn('listCustomerConversations', { visitor: uid, limit: '2' })
      const rest = await asAnn('listCustomerConversations', { visitor: uid, limit: '2', after: first.next! })
      expect([...first.items, ...rest.items].map(one => one.conversation)).toEqual(cids)
      expect(rest.next).toBeNull()
      expect(first.items[0]).toMatchObject({ visitor: uid, status: 'ended', about: 'hello' })
      expect(first.items[1]!.visitor).toBe(other)
      const said = await asAnn('listMessages', { conversation: cids[1]! })
      expect(said.items.map(({ content }) => content.kind)).toEqual(['started', 'text', 'ended'])
    })

    test('[CRM-summary] summaryparams fill in the fields that are defined; others are ignored, told and logged', async () => {
      const { uid, cid: conversation } = await desk.asks({
        summaryparams: JSON.stringify({ 主题: 'return', count: 2, size: 'L', other: { a: 1 } })
      })
      const form = await asAnn('getSummary', { conversation })
      expect(form.fields.map(({ id, value, isFromPage }) => [id, value, isFromPage])).toEqual([
        ['topic', 'return', true],
        ['count', '2', true]
      ])
      expect(form).toMatchObject({ ignored: ['size', 'other'], savedBy: null, maySave: true })
      expect(reported).toContainEqual(['summary-fields-ignored', { conversation, count: 2 }])

      await asAnn('saveSummary', { conversation, values: { topic: 'exchange', count: '' } })
      await says(uid, { claims: { summaryparams: '{"topic":"a new one"}' } })
      expect(await asAnn('getSummary', { conversation })).toMatchObject({
        fields: [
          { id: 'topic', value: 'exchange', isFromPage: false },
          { id: 'count', value: '', isFromPage: false }
        ],
        savedBy: 'ann',
        savedAt: clock.now(),
        ignored: []
      })
      const [past] = (await asAnn('listCustomerConversations', { visitor: uid })).items
      expect(past!.summary).toEqual([{ id: 'topic', name: '主题', value: 'exchange' }])
      await expect(asAnn('saveSummary', { conversation, values: { count: 'many' } })).rejects.toThrow(
        /Items: does not fit/
      )
    })

    test('[CRM-summary] of a colleague’s conversation leads save the summary, others only read it', async () => {
      const { uid, cid } = await desk.asks()
      await world.services.writer.submit({
        companyId: desk.companyId,
        uid,
        intent: { kind: 'accept', by: { role: 'agent', id: ann.id, name: 'ann' }, cid }
      })
      const cy = { id: 'cy', name: 'cy' }
      const given = { conversation: cid, values: { topic: 'x' } }
      await expect(wish('saveSummary', callerOf('agent', cy), given)).rejects.toThrow(/colleague/)
      expect(await wish('getSummary', callerOf('agent', cy), { conversation: cid })).toMatchObject({
        maySave: false,
        savedBy: null
      })
      expect(await wish('saveSummary', callerOf('lead', cy), given)).toMatchObject({ savedBy: 'cy' })
      expect(await asAnn('saveSummary', given)).toMatchObject({ savedBy: 'ann' })
    })

    test('[WB-panel] a plug-in’s address names who and what, escaped, with a token that its secret proves for five minutes', async () => {
      const { cid, uid } = await desk.asks()
      const url = 'https://crm.example/card?c={conversation}&v={visitor}&p={partnerid}&a={agent}#{token}'
      const { id } = await admin('createPanelPlugin', { name: 'CRM', url })
      const opened = await asAnn('openPanelPlugin', { item: id, conversation: cid })
      const at = new URL(opened.url)
      expect([opened.origin, at.search]).toEqual(['https://crm.example', `?c=${cid}&v=${uid}&p=&a=${ann.id}`])
      const { secret } = await admin('getPanelPluginSecret', { item: id })
      const [head, body, signature] = at.hash.slice(1).split('.')
      expect(signature).toBe(createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url'))
      const claims = JSON.parse(Buffer.from(body!, 'base64url').toString()) as Record<string, unknown>
      const iat = Math.floor(clock.now() / 1_000)
      expect(claims).toMatchObject({
        sub: ann.id,
        name: 'ann',
        conversation: cid,
        aud: id,
        iat,
        exp: iat + 300
      })
    })

    test('[WB-panel] a plug-in is https on a host that no placeholder can move', async () => {
      for (const url of [
        'http://crm.example/',
        'javascript:alert(1)',
        'https://{visitor}.example/',
        'https://user:x@crm.example/',
        'crm.example',
        ''
      ])
        await expect(admin('createPanelPlugin', { name: 'x', url })).rejects.toThrow(/^url: /)
      expect(await admin('createPanelPlugin', { name: 'x', url: 'http://localhost:8080/a' })).toMatchObject({
        height: 320
      })
    })
  })
}
