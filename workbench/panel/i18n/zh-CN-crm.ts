import type { enCrm } from './en-crm.ts'

export const zhCNCrm: Record<keyof typeof enCrm, string> = {
  'card.organisation': '公司',
  'card.owner': '负责人',
  'card.ownerGroup': '负责技能组',
  'card.nobody': '无',
  'card.noOrganisation': '无',
  'card.findOrganisation': '查找公司',
  'records.title': '业务记录',
  'records.add': '添加',
  'records.new': '新建业务记录',
  'records.none': '还没有业务记录。',
  'records.more': '显示更早的记录',
  'records.edit': '编辑“{title}”',
  'records.changed': '{name} 修改于 {time}',
  'records.template': '模板',
  'records.noTemplate': '无',
  'records.what': '标题',
  'records.note': '备注',
  'records.needed': '必填'
}
