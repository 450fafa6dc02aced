import type { enCrm } from './en-crm.ts'

export const zhCNCrm: Record<keyof typeof enCrm, string> = {
  'part.customers': '客户',

  'organisations.title': '客户公司',
  'organisations.about': '客户所属的公司、学校、店铺等。客服在客户资料中选择。',
  'organisations.new': '新建客户公司',
  'organisations.none': '没有符合条件的公司。',
  'organisations.name': '名称',
  'organisations.domains': '域名',
  'organisations.domainsHint': '每行一个，例如 example.com。',
  'organisations.description': '描述',
  'organisations.owner': '负责人',
  'organisations.ownerHint': '负责该公司的客服。',
  'organisations.noOwner': '无',
  'organisations.customers': '该公司的客户',

  'customers.title': '客户',
  'customers.about': '打开过聊天窗口的所有人，最新的在前。客服记录的内容在会话旁的客户资料中。',
  'customers.none': '没有符合条件的客户。',
  'customers.name': '姓名',
  'customers.noName': '未命名',
  'customers.partnerid': '贵方 ID（partnerid）',
  'customers.userid': 'userid',
  'customers.owner': '负责人',
  'customers.organisation': '公司',
  'customers.lastSeen': '最近访问',

  'records.title': '业务记录',
  'records.about': '客服和其他系统对客户的记录，最新的在前。',
  'records.none': '没有符合条件的业务记录。',
  'records.what': '标题',
  'records.customer': '客户',
  'records.template': '模板',
  'records.noTemplate': '无',
  'records.note': '备注',
  'records.by': '创建人',
  'records.at': '创建时间',
  'records.filledIn': '已填写',
  'records.changed': '{name} 修改于 {time}',

  'record-fields.title': '业务记录字段',
  'record-fields.about': '客服在业务记录中填写的内容。每条记录有哪些字段由模板决定。',
  'record-fields.new': '新建字段',
  'record-templates.title': '业务记录模板',
  'record-templates.about': '业务记录的种类，例如维修、合同。',
  'record-templates.new': '新建模板',

  'admin.any': '全部'
}
