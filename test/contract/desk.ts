import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contextOf } from '#server/admin/local'
import { runCommand, type CommandName } from '#server/admin/commands'
import type { Op } from '#server/store/commit'
import { groupsOf, unroute } from '#server/store/groups'
import { createFakeClock } from '#test/kit/clock'
import { createWorld, type World } from '#test/kit/world'

/** What every database has to keep of the desk. `url` gives an empty database, or undefined for SQLite. */
export function deskContract(name: string, url: () => Promise<string | undefined>) {
  describe(`desk on ${name}`, () => {
    const clock = createFakeClock(1_700_000_000_000)
    let world: World

    beforeAll(async () => {
      const databaseUrl = await url()
      world = await createWorld({ clock, ...(databaseUrl ? { databaseUrl } : {}) })
    })
    afterAll(() => world.close())

    const command = (name: CommandName, args: Record<string, string>) =>
      runCommand(contextOf(world.services), name, args)
    const sysnumOf = async () => {
      const { sysnum } = await command('create-company', { name: 'Another' })
      return String(sysnum)
    }
    const agentOf = async (sysnum: string, name: string) => {
      const email = `${name}-${sysnum.slice(0, 8)}@example.com`
      const { agent } = await command('create-agent', { sysnum, email, name })
      return { id: String(agent), email }
    }
    const conversation = (cid: string) =>
      world.database.read
        .selectFrom('conversation')
        .selectAll()
        .where('cid', '=', cid)
        .executeTakeFirstOrThrow()
    const act = (uid: string, intent: Op['intent']) =>
      world.services.writer.submit({ companyId: world.company.id, uid, intent })
    async function begins() {
      const uid = await world.makeVisitor()
      const outcome = await act(uid, {
        kind: 'send',
        by: { role: 'visitor', id: uid },
        clientId: 'one',
        content: { kind: 'text', text: 'hello' }
      })
      return { uid, cid: outcome.ok ? outcome.entry!.cid : '' }
    }

    test('[ADM-people] groups, members, hours, queue and capacity are set by commands, and stay as they are when not named', async () => {
      const sysnum = await sysnumOf()
      const [ann, bo] = [await agentOf(sysnum, 'ann'), await agentOf(sysnum, 'bo')]
      const week = Array.from({ length: 7 }, () => [{ from: '09:00', to: '18:00' }])
      const hours = { timeZone: 'Asia/Shanghai', week, days: { '2026-10-01': [] } }
      await command('create-group', {
        sysnum,
        name: 'Sales',
        id: 'sales-1',
        add: `${ann.email}, ${bo.email}`
      })
      await clock.advance(1)
      await command('create-group', {
        sysnum,
        name: 'Returns',
        hours: JSON.stringify(hours),
        mode: 'vip',
        limit: '20'
      })
      await command('set-capacity', { email: bo.email, capacity: '3' })
      await command('set-group', { sysnum, group: 'Sales', name: 'Shop', limit: '0', remove: ann.email })
      await command('set-desk', { sysnum, vip: 'l1=Gold, Silver' })
      const set = await command('set-desk', { sysnum, assign: 'auto' })
      const vipLevels = [
        { id: 'l1', name: 'Gold' },
        { id: 'Silver', name: 'Silver' }
      ]
      expect(set).toMatchObject({ assign: 'auto', vipLevels })
      expect(await command('list-groups', { sysnum })).toEqual({
        assign: 'auto',
        asksGroup: true,
        rules: [],
        vipLevels,
        groups: [
          {
            id: 'sales-1',
            name: 'Shop',
            hours: null,
            queueMode: 'in-turn',
            queueLimit: 0,
            agents: [bo.email]
          },
          { id: expect.any(String), name: 'Returns', hours, queueMode: 'vip', queueLimit: 20, agents: [] }
        ],
        agents: [
          { id: ann.id, email: ann.email, status: 'online', capacity: 5 },
          { id: bo.id, email: bo.email, status: 'online', capacity: 3 }
        ]
      })
      await command('set-group', {
        sysnum,
        group: 'Returns',
        hours: 'always',
        limit: 'none',
        mode: 'in-turn'
      })
      expect(await command('list-groups', { sysnum })).toMatchObject({
        groups: [{}, { hours: null, queueMode: 'in-turn', queueLimit: null }]
      })
    })

    const WRONG: { name: CommandName; args: Record<string, string>; says: string }[] = [
      { name: 'create-group', args: { name: 'Sales' }, says: 'id or name' },
      { name: 'create-group', args: { name: 'Other', id: 'sales' }, says: 'id or name' },
      { name: 'create-group', args: { name: 'Other', id: 'a b' }, says: '--id has to be' },
      { name: 'create-group', args: { name: 'Other', hours: '{' }, says: '--hours has to be JSON' },
      {
        name: 'create-group',
        args: { name: 'Other', hours: '{"timeZone":"Mars","week":[]}' },
        says: 'a time zone'
      },
      { name: 'create-group', args: { name: 'Other', mode: 'last' }, says: '--mode has to be in-turn' },
      { name: 'create-group', args: { name: 'Other', limit: '-1' }, says: '--limit has to be' },
      { name: 'create-group', args: { name: 'Other', add: 'x@y.example' }, says: 'x@y.example: no account' },
      { name: 'set-group', args: { group: 'Nobody' }, says: 'group: no group' },
      { name: 'set-desk', args: { assign: 'maybe' }, says: '--assign has to be' }
    ]
    test('[ADM-people] a command that does not fit says what is wrong and changes nothing', async () => {
      const sysnum = await sysnumOf()
      await command('create-group', { sysnum, name: 'Sales', id: 'sales' })
      const before = await command('list-groups', { sysnum })
      for (const { name, args, says } of WRONG)
        await expect(command(name, { sysnum, ...args }), JSON.stringify(args)).rejects.toThrow(says)
      const { email } = await agentOf(sysnum, 'cy')
      await expect(command('set-capacity', { email, capacity: '101' })).rejects.toThrow('0 to 100')
      expect((await command('list-groups', { sysnum }))['groups']).toEqual(before['groups'])
    })

    test('[ADM-people] a group is of its company: another’s agents cannot be put in, another may use the same id', async () => {
      const [mine, theirs] = [await sysnumOf(), await sysnumOf()]
      const { email } = await agentOf(theirs, 'dee')
      await command('create-group', { sysnum: theirs, name: 'Sales', id: 'same', add: email })
      await expect(
        command('create-group', { sysnum: mine, name: 'Sales', id: 'x', add: email })
      ).rejects.toThrow('no account of this company')
      await command('create-group', { sysnum: mine, name: 'Sales', id: 'same' })
      await command('set-group', { sysnum: mine, group: 'same', name: 'Mine' })
      expect(await command('list-groups', { sysnum: theirs })).toMatchObject({
        groups: [{ id: 'same', name: 'Sales', agents: [email] }]
      })
    })

    test('[DSK-assign] a conversation knows since when it is in the queue, who gave it back, and an agent when the last one came', async () => {
      const { uid, cid } = await begins()
      const came = clock.now()
      expect(await conversation(cid)).toMatchObject({
        queued_at: came,
        queue_rank: 0,
        route: null,
        avoid_agent_id: null
      })
      const ann = await world.makeAgent(`ann-${cid}`)
      const by = { role: 'agent' as const, id: ann.id, name: 'Ann' }
      await clock.advance(1_000)
      await act(uid, { kind: 'accept', by, cid })
      const servedAt = async () =>
        (
          await world.database.read
            .selectFrom('agent')
            .select('served_at')
            .where('id', '=', ann.id)
            .executeTakeFirst()
        )?.served_at
      expect(await servedAt()).toBe(came + 1_000)
      await world.database.write
        .updateTable('conversation')
        .set({ route: '{}', group_id: 'g', wanted_agent_id: ann.id })
        .where('cid', '=', cid)
        .execute()
      await clock.advance(1_000)
      await act(uid, { kind: 'release', by, cid })
      expect(await conversation(cid)).toMatchObject({
        status: 'queued',
        queued_at: came,
        avoid_agent_id: ann.id,
        route: null,
        group_id: null,
        wanted_agent_id: null
      })
      expect(await servedAt()).toBe(came + 1_000)
    })

    test('[DSK-assign] a group that is changed has those who wait there find a place anew, and nobody else', async () => {
      const { company, database } = world
      const waiting = [await begins(), await begins(), await begins()]
      const place = (cid: string, groupId: string, status: 'queued' | 'active' = 'queued') =>
        database.write
          .updateTable('conversation')
          .set({ group_id: groupId, route: '{}', status })
          .where('cid', '=', cid)
          .execute()
      await place(waiting[0]!.cid, 'here')
      await place(waiting[1]!.cid, 'there')
      await place(waiting[2]!.cid, 'here', 'active')
      await unroute(database.write, company.id, 'here')
      const routes = await Promise.all(waiting.map(async ({ cid }) => (await conversation(cid)).route))
      expect(routes).toEqual([null, '{}', '{}'])
    })

    test('[ADM-people] who may not sign in any more is in no group', async () => {
      const { company, database } = world
      const eve = await world.makeAgent('eve')
      await command('create-group', { sysnum: company.sysnum, name: 'Eve', add: eve.email })
      const members = async () =>
        (await groupsOf(database.read, company.id)).flatMap(({ agentIds }) => agentIds)
      expect(await members()).toEqual([eve.id])
      await database.write
        .updateTable('agent')
        .set({ disabled_at: clock.now() })
        .where('id', '=', eve.id)
        .execute()
      expect(await members()).toEqual([])
    })
  })
}
