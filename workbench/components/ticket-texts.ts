import { readerOf } from '../i18n/t.ts'

/** Texts of the messages left: they come with their list. */
export const en = {
  'ticket.state': 'State',
  'ticket.open': 'Open',
  'ticket.closed': 'Closed',
  'ticket.all': 'All',
  'ticket.search': 'Search text, name, e-mail, phone',
  'ticket.anyTemplate': 'All templates',
  'ticket.more': 'Show more',
  'ticket.dropped': 'Dropped: no field for it',
  'ticket.mail': 'Also by e-mail to {address}',
  'ticket.mail.waiting': 'The e-mail is on its way',
  'ticket.mail.done': 'Sent by e-mail',
  'ticket.mail.failed': 'The e-mail could not be sent',
  'ticket.none': 'There is nothing here.',
  'ticket.template': 'Template',
  'ticket.answer': 'Answer',
  'ticket.hint': 'The answer goes into the visitor’s chat …',
  'ticket.send': 'Send answer',
  'ticket.close': 'Close',
  'ticket.reopen': 'Open again'
}

type TicketKey = keyof typeof en

export const zhCN: Record<TicketKey, string> = {
  'ticket.state': '状态',
  'ticket.open': '待处理',
  'ticket.closed': '已关闭',
  'ticket.all': '全部',
  'ticket.search': '搜索内容、姓名、邮箱、电话',
  'ticket.anyTemplate': '全部模板',
  'ticket.more': '显示更多',
  'ticket.dropped': '已丢弃（无对应字段）',
  'ticket.mail': '同时发送邮件至 {address}',
  'ticket.mail.waiting': '邮件发送中',
  'ticket.mail.done': '已通过邮件发送',
  'ticket.mail.failed': '邮件发送失败',
  'ticket.none': '这里没有留言。',
  'ticket.template': '模板',
  'ticket.answer': '回复',
  'ticket.hint': '回复会出现在访客的聊天中…',
  'ticket.send': '发送回复',
  'ticket.close': '关闭',
  'ticket.reopen': '重新打开'
}

export const t = readerOf({ en, 'zh-CN': zhCN })
