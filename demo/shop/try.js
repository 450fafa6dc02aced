import { both, el, onLanguage } from './shop.js'

// What there is to click, as a table: each with what happens, in both languages. `npm start` has set up all that it needs.

const CHAT = '{{chat}}/chat/h5/v2/index.html?sysnum={{sysnum}}&channelid=3'
const LETTER = '{{chat}}/chat/h5/v2/leavemessage.html?sysnum={{sysnum}}&source=9'
const DESK = '{{chat}}/workbench#/'
const json = value => encodeURIComponent(JSON.stringify(value))

const SECTIONS = [
  {
    title: ['当顾客', 'As a customer'],
    things: [
      {
        title: ['先问机器人', 'The robot first'],
        says: [
          '问“多久发货”，再打错几个字试试；然后说“转人工”。',
          'Ask “when is my order sent”, then misspell it; then ask for a person.'
        ],
        open: `${CHAT}&type=3`
      },
      {
        title: ['自己选部门', 'Pick a group'],
        says: [
          '只找人工。两个组都上班的时候（北京时间工作日九点到六点）先选一个，再排队，能看到位置。',
          'People only. While both groups work (weekdays from 9 to 6, Beijing time) you choose one, then see your place in the queue.'
        ],
        open: `${CHAT}&type=2`
      },
      {
        title: ['下班以后', 'After hours'],
        says: [
          '售后工作日九点到六点（北京时间）。其他时间会请您留言，写过的字还在。',
          'Returns works on weekdays from 9 to 6, Beijing time. At other times you are asked to leave a message, and what you wrote is kept.'
        ],
        open: `${CHAT}&type=2&groupid=service`
      },
      {
        title: ['金卡顾客', 'A gold customer'],
        says: [
          '带着等级、标签和口味进来；售后组按等级排队。',
          'Comes with a level, a label and a taste; Returns serves by level.'
        ],
        open: `${CHAT}&type=2&groupid=service&partnerid=gold-1&uname=${encodeURIComponent('金卡顾客 Gold')}&is_vip=1&vip_level=gold&user_label=regular&customer_fields=${json({ taste: '浓郁 Rich' })}`
      },
      {
        title: ['退换货留言', 'A message about a return'],
        says: [
          '有自己的栏目：订单号必填，商品由链接带来。到工作台的“留言”里看。',
          'Has fields of its own: an order number that is needed, and the product, which the link brings. See it under Tickets in the workbench.'
        ],
        open: `${LETTER}&templateid=return&params=${json({ card_title: '盖碗 Gaiwan' })}`
      },
      {
        title: ['被邀请', 'Be invited'],
        says: [
          '留在这一页。在工作台的“访客”里找到自己，发一个邀请。',
          'Stay on this page. In the workbench find yourself under Visitors and send an invitation.'
        ]
      },
      {
        title: ['商品和订单卡片', 'Cards'],
        says: [
          '商品页会带着商品进入聊天，帮助页可以带着订单。',
          'A product’s page brings the product into the chat, the help page an order.'
        ],
        open: 'product.html?id=gaiwan'
      },
      {
        title: ['已验证的会员', 'A member who is proved'],
        says: [
          '在帮助页登录，客服会看到身份已验证。',
          'Sign in on the help page: agents see that it is you.'
        ],
        open: 'help.html'
      },
      {
        title: ['断网', 'Without a network'],
        says: [
          '关掉网络或停掉服务器，继续写；恢复以后，一条不少，也不重复。',
          'Cut the network or stop the server and go on writing. Once it is back nothing is lost, and nothing is there twice.'
        ],
        open: `${CHAT}&type=2`
      },
      {
        title: ['很旧的浏览器', 'A very old browser'],
        says: ['没有脚本也能聊：整页都是普通网页和表单。', 'Chat without scripts: plain pages and forms.'],
        open: '{{chat}}/chat/h5/index.html?sysnum={{sysnum}}'
      }
    ]
  },
  {
    title: ['当客服', 'As an agent'],
    things: [
      {
        title: ['接待', 'Serve'],
        says: [
          '对话会自己分配过来。打“/”找常用回复，Ctrl+I 写内部备注，发出两分钟内可以撤回。',
          'Conversations come by themselves. Type “/” for a reply, Ctrl+I for a note among yourselves; within two minutes a message can be taken back.'
        ],
        open: '{{chat}}/workbench'
      },
      {
        title: ['第二位客服', 'A second agent'],
        says: [
          '在“账号”里给 Ann 一个登录链接，用无痕窗口打开，然后互相转接。',
          'Under Accounts make a link for Ann, open it in a private window, and pass conversations on to each other.'
        ],
        open: `${DESK}admin/agents`
      },
      {
        title: ['教机器人', 'Teach the robot'],
        says: [
          '看看顾客问了什么它不会，点一下就能教它。',
          'See what it was asked in vain, and teach it with a click.'
        ],
        open: `${DESK}admin/unknown?robot=1`
      },
      {
        title: ['换个样子', 'Another look'],
        says: ['改颜色和位置，旁边就是预览。', 'Change the colour and the side, with a preview beside it.'],
        open: `${DESK}admin/channels/3`
      },
      {
        title: ['报表', 'Reports'],
        says: [
          '对话、首次响应、评价和机器人解决率，可以导出 CSV。',
          'Conversations, first response, ratings, what the robot solved; also as CSV.'
        ],
        open: `${DESK}admin/reports`
      }
    ]
  },
  {
    title: ['当开发者', 'As a developer'],
    things: [
      {
        title: ['医生', 'The doctor'],
        says: [
          '页面哪里不对，每个值从哪来，它都说。',
          'Says what is wrong with a page, and where each value came from.'
        ],
        open: 'try.html?zc_debug=1'
      },
      {
        title: ['接入文档', 'The guide'],
        says: [
          '每个参数和命令，签名，从别家迁移。',
          'Every key and command, signing, coming from elsewhere.'
        ],
        open: '{{chat}}/docs'
      },
      {
        title: ['接口', 'The API'],
        says: ['管理台能做的，程序都能做。', 'Whatever the administration can do, programs can do.'],
        open: '{{chat}}/api/v1/openapi.json'
      }
    ]
  }
]

const sections = SECTIONS.map(({ title, things }) =>
  el('section', {}, el('h2', {}, both(...title)), el('ul', { className: 'ways' }, ...things.map(row)))
)
document.querySelector('main').append(...sections)

function row({ title, says, open }) {
  const item = el('li', {}, el('h3', {}, both(...title)), el('p', {}, both(...says)))
  if (!open) return item
  const link = el('a', { className: 'button quiet', href: open }, both('打开', 'Open'))
  // The same word on each: what is opened is said to whoever does not see the card
  link.append(el('span', { className: 'unseen' }, both(`：${title[0]}`, `: ${title[1]}`)))
  if (open.startsWith('http')) Object.assign(link, { target: '_blank', rel: 'noopener' })
  item.append(link)
  return item
}

onLanguage(language => {
  for (const link of document.querySelectorAll('main a')) {
    if (!link.pathname.startsWith('/chat/')) continue
    const url = new URL(link.href)
    url.searchParams.set('locale', language === 'en' ? 'en' : 'cn')
    link.href = url.href
  }
})
