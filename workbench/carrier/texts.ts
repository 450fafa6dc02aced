import { readerOf } from '../i18n/t.ts'

// With what stands between agents and the customers of mini programs: nobody else loads it.

export const en = {
  left: 'WeChat takes {count} more messages until {time}.',
  leftOne: 'WeChat takes one more message until {time}.',
  none: 'WeChat takes no message until the customer writes again.',
  title: 'Not gone out',
  again: 'Send again',
  failed: 'That did not work. Try again in a moment.',
  waiting: 'is tried again by itself: {why}',
  unsure: 'may have arrived: WeChat gave no answer. Ask, or send it again.',
  'why.busy': 'WeChat is busy',
  'why.token': 'WeChat did not accept our access; perhaps another system uses this mini program, too',
  'why.over': 'more than 48 hours have gone since the customer wrote',
  'why.limit': 'WeChat takes five messages until the customer writes again',
  'why.customer': 'WeChat does not know this customer any more',
  'why.content': 'WeChat does not accept what it says',
  'why.media': 'WeChat does not accept the picture',
  'why.forbidden': 'this server may not do that on WeChat; an administrator can see why',
  'why.blocked': 'WeChat has blocked this mini program',
  'why.unreachable': 'WeChat could not be reached',
  'why.unsure': 'WeChat gave no answer',
  'why.other': 'WeChat has refused it'
}

const zhCN: typeof en = {
  left: '{time} 前微信还可接收 {count} 条消息。',
  leftOne: '{time} 前微信还可接收 1 条消息。',
  none: '客户再次发言之前，微信不再接收消息。',
  title: '未送达',
  again: '重新发送',
  failed: '操作未成功，请稍后再试。',
  waiting: '将自动重试：{why}',
  unsure: '可能已送达：微信没有应答。可向客户确认，或重新发送。',
  'why.busy': '微信繁忙',
  'why.token': '微信拒绝了我们的访问凭证，可能有其他系统也在使用此小程序',
  'why.over': '距客户上次发言已超过 48 小时',
  'why.limit': '客户再次发言之前，微信最多接收五条消息',
  'why.customer': '微信已不识别该客户',
  'why.content': '微信不接受此内容',
  'why.media': '微信不接受此图片',
  'why.forbidden': '本服务器在微信上没有此权限，详情请咨询管理员',
  'why.blocked': '微信已封禁此小程序',
  'why.unreachable': '无法连接微信',
  'why.unsure': '微信没有应答',
  'why.other': '微信拒绝了此消息'
}

export type Key = keyof typeof en
export const t = readerOf<Key>({ en, 'zh-CN': zhCN })
