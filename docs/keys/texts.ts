/* eslint-disable max-lines -- a table: each key once */
import type { KeyName } from '#protocol/keys'

// What each key is for, for the guide, the types and the doctor. Ranges, kinds and surfaces are in protocol/keys.ts, and are not repeated here.

export type KeyText = {
  /** One sentence or two: the effect, its unit, and what holds without the key. */
  en: string
  zh: string
  /** A value as a page would write it, in JavaScript. */
  example: string
  /** Carried and shown to agents today; acted on once the desk, the robot or tickets know it. */
  later?: true
}

export const KEY_TEXTS: Record<KeyName, KeyText> = {
  sysnum: {
    en: 'The company. In the address of the script or of the chat page, not in zc("config").',
    zh: '企业编号，写在脚本或聊天页的地址里，不写在 zc("config") 里。',
    example: `'00000000000000000000000000000001'`
  },
  partnerid: {
    en: 'Who the visitor is in your own system. Another partnerid is another visitor, with a conversation of its own. Without `sign` agents see it as not verified.',
    zh: '访客在贵方系统中的唯一标识。不同的 partnerid 是不同的访客，会话互不相通。没有 `sign` 时，客服看到的是“未验证”。',
    example: `'customer-1024'`
  },
  sign: {
    en: 'The proof of the partnerid, made on your server: MD5(sysnum + key + partnerid) where the channel asks for that, or a JWT of at most ten minutes.',
    zh: 'partnerid 的凭证，由贵方服务器生成：渠道开启后为 MD5（sysnum + 密钥 + partnerid），或有效期不超过十分钟的 JWT。',
    example: `'9e107d9d372bb6826bd81d3542a419d6'`
  },
  uname: { en: 'The name that agents see first.', zh: '客服首先看到的称呼。', example: `'Lin'` },
  realname: { en: 'The real name.', zh: '真实姓名。', example: `'林一'` },
  tel: { en: 'The telephone number.', zh: '电话。', example: `'+86 10 5555 0100'` },
  email: { en: 'The e-mail address.', zh: '邮箱。', example: `'lin@example.com'` },
  qq: { en: 'The QQ number.', zh: 'QQ 号。', example: `'10001'` },
  face: {
    en: 'Address of the visitor’s picture; visitors see it beside their messages with `show_face`.',
    zh: '访客头像地址；与 `show_face` 一起使用时，显示在访客自己的消息旁。',
    example: `'https://example.com/faces/1024.png'`
  },
  remark: {
    en: 'A remark for the agents.',
    zh: '给客服看的备注。',
    example: `'Prefers to be called in the evening'`
  },
  weibo: { en: 'The Weibo name.', zh: '微博名。', example: `'lin'` },
  weixin: { en: 'The WeChat name.', zh: '微信号。', example: `'lin'` },
  sex: { en: 'The sex, as text.', zh: '性别，文本。', example: `'1'` },
  birthday: { en: 'The birthday, as text.', zh: '生日，文本。', example: `'1990-01-31'` },
  params: {
    en: 'Facts of your own about the visitor: any names, shown row by row on the agent’s panel and found by its search.',
    zh: '自定义的访客资料：名称任意，在客服面板上逐行显示，并可搜索。',
    example: `{ level: 'gold', city: 'Xiamen' }`
  },
  customer_fields: {
    en: 'Values of the fields that the company has defined for its customers.',
    zh: '企业为客户定义的自定义字段的值。',
    example: `{ customField1: 'A-17' }`
  },
  is_vip: { en: '1: the visitor is a VIP.', zh: '1：该访客是 VIP。', example: '1' },
  vip_level: { en: 'The VIP level’s number.', zh: 'VIP 级别编号。', example: `'3'` },
  user_label: {
    en: 'Labels of the visitor, by number, with commas between.',
    zh: '访客标签编号，以逗号分隔。',
    example: `'12,17'`
  },
  source: {
    en: 'Where the visitor comes from: 0 desktop site, 1 WeChat, 2 app, 3 Weibo, 4 mobile site, 9 WeCom, 10 WeChat mini program. In a mini program’s web-view it also decides how files are opened.',
    zh: '访客来源：0 桌面网站，1 微信，2 APP,3 微博，4 移动网站，9 企业微信，10 微信小程序。在小程序的 web-view 中还决定文件的打开方式。',
    example: '10'
  },
  channelid: {
    en: 'The number of the channel whose settings count. Without it: the one for the kind of screen.',
    zh: '采用哪个渠道的设置，填渠道编号。不填则按屏幕类型选择。',
    example: '2'
  },
  summaryparams: {
    en: 'Values for the agent’s summary of the conversation, as JSON by the ids or names of its fields; others are ignored.',
    zh: '服务总结字段的值：JSON，以字段编号或名称为键；没有定义的字段会被忽略。',
    example: `'{"topic":"return"}'`
  },

  type: {
    en: 'Who answers: 1 robot only, 2 people only, 3 the robot first, 4 people first.',
    zh: '接待方式：1 仅机器人，2 仅人工，3 机器人优先，4 人工优先。',
    example: '2'
  },
  robotid: { en: 'Which robot answers.', zh: '指定机器人。', example: '1' },
  faqid: {
    en: 'Which group of the robot’s common questions is shown.',
    zh: '指定机器人的常见问题组。',
    example: '5'
  },
  guide_flag: {
    en: '1: the robot offers its guide questions; 0: it does not.',
    zh: '机器人引导问题：1 开启，0 关闭。',
    example: '1'
  },
  show_manual: {
    en: '1: the way from the robot to a person is shown only after a few questions that it did not know (how many is a setting of the robot); 0: always.',
    zh: '1：机器人遇到几次未知问题后才显示转人工入口（次数在机器人设置中配置）；0：一直显示。',
    example: '1'
  },
  agentid: {
    en: 'The agent who is to answer. Counts where the desk gives conversations out.',
    zh: '指定客服。自动分配开启后生效。',
    example: `'a3f1'`
  },
  agent_mode_flag: {
    en: 'When the agent of `agentid` is away: 1 says so, 0 lets another answer. Counts where the desk gives conversations out.',
    zh: '指定的客服不在线时：1 提示不在线，0 转给其他在线客服。自动分配开启后生效。',
    example: '0'
  },
  groupid: {
    en: 'The group of agents that is to answer; without it, and with several groups, the visitor is asked. Counts where the desk gives conversations out.',
    zh: '技能组 ID；不填且有多个技能组时，由访客自己选择。自动分配开启后生效。',
    example: `'after-sales'`
  },
  transfer_action: {
    en: 'The chain of groups and agents to be tried in turn. Counts where the desk gives conversations out.',
    zh: '智能路由（溢出）策略。自动分配开启后生效。',
    example: `[{ actionType: 'to_group', optionId: '3', deciId: 'g1' }]`
  },
  queueFirst: {
    en: '1: before others in the queue. Counts where the desk gives conversations out.',
    zh: '1：排队时优先。自动分配开启后生效。',
    example: '1'
  },
  robot_hello_word: {
    en: 'What the robot says first, instead of its configured words.',
    zh: '机器人欢迎语，替代后台设置的欢迎语。',
    example: `'Hello, what is it about?'`
  },
  agent_hello_word: {
    en: 'What is said when a person takes the conversation, instead of the configured words.',
    zh: '人工客服接入时的欢迎语，替代后台设置的欢迎语。',
    example: `'Hello, how can we help?'`
  },
  agent_offline_title: {
    en: 'What is said while no agent is online or the group is closed, instead of the configured words; a message can be left.',
    zh: '人工客服不在线或不在服务时间内的提示语，替代后台设置的提示语；访客可以留言。',
    example: `'We are back at nine.'`
  },
  to_customsys_flag: {
    en: '1: who asks the robot for a person is shown the way to `to_customsys_url`.',
    zh: '机器人转人工时引导访客前往 `to_customsys_url`:1 开启，0 关闭。',
    example: '1'
  },
  to_customsys_url: {
    en: 'Where who asks for a person is led.',
    zh: '转人工时前往的地址。',
    example: `'https://example.com/desk'`
  },
  to_customsys_open_style: {
    en: '1: in a new page (also without the key); 0: in this one.',
    zh: '转人工跳转方式：1 新页面（默认），0 当前页。',
    example: '1'
  },
  leave_customsys_flag: {
    en: '1: leaving a message opens `leave_customsys_url`. On phones.',
    zh: '留言时打开 `leave_customsys_url`，仅 H5:1 开启，0 关闭。',
    example: '1'
  },
  leave_customsys_url: {
    en: 'Where messages are left instead.',
    zh: '留言所用的地址。',
    example: `'https://example.com/letters'`
  },
  platformUnionCode: {
    en: 'The code of the platform to which several companies belong; not needed where there is only one.',
    zh: '平台编号（多企业平台）；仅加入一个平台时可省略。',
    example: `'1001'`
  },
  flowType: {
    en: 'When a conversation goes to another company of the platform: 0 never, 1 always, 2 when all are busy, 3 when nobody is there.',
    zh: '何时溢出到平台内其他企业：0 不溢出，1 全部溢出，2 忙碌时溢出，3 不在线时溢出。',
    example: '1'
  },
  flowCompanyId: {
    en: 'The company that takes what flows over, by its code on the platform or its sysnum; without it the main account.',
    zh: '承接溢出的企业：其平台客户编码或 sysnum；不填则为主账号。',
    example: `'2002'`
  },
  flowGroupId: { en: 'Its group.', zh: '承接溢出的技能组。', example: `'7'` },

  location: {
    en: 'Where the entrance and the window stand: 1 bottom right (default), 2 bottom left.',
    zh: '入口与窗口的位置：1 右下角（默认），2 左下角。',
    example: '2'
  },
  custom: {
    en: 'No entrance of ours: elements with a class of the script element open and close the chat; without one, those of class zhiCustomBtn.',
    zh: '不显示默认入口：带有脚本元素所写 class 的页面元素用来打开和收起聊天；脚本没写 class 时为 zhiCustomBtn。',
    example: 'true'
  },
  manual: {
    en: 'Nothing is drawn or requested before zc("frame_manual").',
    zh: '在调用 zc("frame_manual") 之前不显示、不请求任何内容。',
    example: 'true'
  },
  auto_expand: {
    en: 'The window opens by itself, once, and leaves the focus where it is.',
    zh: '窗口自动展开一次，不抢占焦点。',
    example: 'true'
  },
  anchor: {
    en: 'The entrance opens the chat on a page of its own, in a new window, as the same visitor. zc("expand") and zc("frame_status") open the window on the page all the same.',
    zh: '入口在新窗口中打开聊天页，仍是同一位访客。zc("expand") 与 zc("frame_status") 仍打开页面上的窗口。',
    example: 'true'
  },
  async: {
    en: '1 loads the chat together with the page; 0 (default) with the visitor’s first sign of interest.',
    zh: '1 随页面一起加载聊天；0（默认）在访客有意使用时才加载。',
    example: '1'
  },
  gif: {
    en: '1: the entrance’s icon moves for a few seconds when the page comes, but not for visitors who want no motion.',
    zh: '1：页面打开时入口图标播放几秒动效；系统设为减少动态效果的访客除外。',
    example: '1'
  },
  reload: {
    en: 'The chat is loaded anew each time it is opened; what was being typed stays. On a page of its own: each time the browser brings the page back.',
    zh: '每次展开都重新加载聊天，未发送的文字会保留。独立聊天页：每次返回该页时重新加载。',
    example: 'true'
  },
  refresh: { en: 'The same as `reload`.', zh: '同 `reload`。', example: 'true' },
  container_style: {
    en: 'CSS declarations for the window on a desktop: its place, border, outline, corners, shadow, background, opacity and transform. Addresses, `!important`, width and height do not count.',
    zh: '桌面窗口的 CSS 声明：位置、边框、轮廓、圆角、阴影、背景、透明度与变换。地址、`!important`、宽度和高度不起作用。',
    example: `'right:40px;border-radius:4px'`
  },
  height: {
    en: 'Height of the window on a desktop, in pixels: never more than there is room for. Without it 600.',
    zh: '桌面窗口的高度，像素，不超过可用空间。默认 600。',
    example: '640'
  },
  width: {
    en: 'Width of the window on a desktop, in pixels: never more than there is room for. Without it 380.',
    zh: '桌面窗口的宽度，像素，不超过可用空间。默认 380。',
    example: '420'
  },
  consent: {
    en: 'false: the visitor does not agree to be recorded. Nothing is kept on your site, and no visits, traces or invitations happen; the chat itself goes on, since the visitor opens it. zc("consent", false) is the same.',
    zh: 'false：访客不同意被记录。此时不在贵方网站上保存任何内容，也没有轨迹、在线状态和邀请；聊天本身由访客主动打开，不受影响。zc("consent", false) 效果相同。',
    example: `false`
  },
  expand_size: {
    en: 'On phones the window covers half of the screen, or all of it (default).',
    zh: '手机上窗口占半屏(half)或全屏（full，默认）。',
    example: `'half'`
  },

  color: {
    en: 'The colour of the entrance and of the chat, six hex digits; the text on it stays readable.',
    zh: '入口与聊天的主题色，六位十六进制；其上的文字始终清晰可读。',
    example: `'0F766E'`
  },
  locale: {
    en: 'The language: cn, en, tw, id, ja, ko, th, vi, ms, de, fr, es, pt, ru, ar. An unknown one is the browser’s.',
    zh: '语言：cn、en、tw、id、ja、ko、th、vi、ms、de、fr、es、pt、ru、ar。无法识别时采用浏览器语言。',
    example: `'en'`
  },
  top_bar_flag: {
    en: '1: a bar with a way back and a title. On phones.',
    zh: '顶部返回栏，仅 H5:1 显示，0 不显示。',
    example: '1'
  },
  title_flag: {
    en: 'What the top bar’s title is: 1 the company, 2 `custom_title`, 3 the agent who answers.',
    zh: '顶部栏标题：1 企业名称，2 `custom_title`,3 当前客服昵称。',
    example: '2'
  },
  custom_title: {
    en: 'The title of 1 to 30 characters, for `title_flag` 2; without the top bar the title of the page.',
    zh: '自定义标题，1 至 30 个字符，配合 `title_flag` 为 2；没有顶部栏时为网页标题。',
    example: `'After-sales'`
  },
  back: {
    en: '1: the way back is shown, as with `top_bar_flag`.',
    zh: '1：显示返回按钮，与 `top_bar_flag` 相同。',
    example: '1'
  },
  useWxjs: {
    en: 'Accepted for older mini programs; nothing depends on it.',
    zh: '为旧版小程序保留，不影响功能。',
    example: '1'
  },
  show_face: {
    en: '1: the agent’s picture beside their messages; with `face` the visitor’s, too.',
    zh: '1：显示客服头像；同时传 `face` 时也显示访客头像。',
    example: '1'
  },
  emoji_state: {
    en: '`hide` takes the emoji button away once a person answers.',
    zh: '`hide`：转人工后隐藏表情按钮。',
    example: `'hide'`
  },
  is_link: {
    en: '0: addresses in messages are plain text; anything else: links (default).',
    zh: '0：消息中的网址不可点击；其他值：可点击（默认）。',
    example: '0'
  },
  cut_flag: {
    en: '`hide` takes the screenshot button of the desktop away.',
    zh: '`hide`：隐藏桌面端的截图按钮。',
    example: `'hide'`
  },
  photo_flag: {
    en: '0 takes the attachment button of the phone away, which is there once a person answers.',
    zh: '手机端附件按钮（转人工后出现）：0 不显示。',
    example: '0'
  },
  leave_msg_flag: {
    en: '1: a button for leaving a message in the menu; 0: none.',
    zh: '菜单中的留言按钮：1 显示，0 不显示。',
    example: '1'
  },
  msg_flag: {
    en: '0: notices and the end of a conversation offer to leave a message; 1: they do not.',
    zh: '系统提示与会话结束后的留言入口：0 显示，1 不显示。',
    example: '1'
  },
  feedback_flag: {
    en: '1: the rating button, once there is a conversation; 0: none.',
    zh: '评价按钮（已有会话时）：1 显示，0 不显示。',
    example: '1'
  },
  show_evaluate: {
    en: '1: who closes the chat is asked for a rating first.',
    zh: '1：关闭聊天前先邀请评价。',
    example: '1'
  },
  satDegree_A: {
    en: '1: the visitor may still rate after the agent has ended the conversation.',
    zh: '1：客服结束会话后访客仍可评价。',
    example: '1'
  },
  time: {
    en: 'Only the history of the last so many minutes is shown.',
    zh: '仅显示最近若干分钟的聊天记录。',
    example: '1440'
  },
  templateid: {
    en: 'Which form the leave-message page shows.',
    zh: '留言页采用的模板。',
    example: `'1'`,
    later: true
  },
  uid: {
    en: 'The visitor whose conversation an answer to the message goes into.',
    zh: '留言所属的访客。',
    example: `'u1'`,
    later: true
  },
  t: {
    en: 'When the link was made, in milliseconds; keeps caches away.',
    zh: '链接生成的时间，毫秒，用来避开缓存。',
    example: '1700000000000'
  },

  card_title: {
    en: 'The name of what the visitor looks at. Without it there is no card.',
    zh: '消息卡片名称。没有它就不显示卡片。',
    example: `'Walking boots'`
  },
  card_url: {
    en: 'Where the card leads: an http(s) address, or a page of the mini program inside WeChat.',
    zh: '卡片地址：http(s) 链接；在微信内可为小程序页面路径。',
    example: `'https://example.com/p/42'`
  },
  card_desc: { en: 'The card’s details.', zh: '卡片详情。', example: `'Leather, size 42'` },
  card_note: { en: 'The card’s short note, such as a price.', zh: '卡片描述，如价格。', example: `'¥ 599'` },
  card_picture: {
    en: 'Address of the card’s picture.',
    zh: '卡片图片地址。',
    example: `'https://example.com/p/42.jpg'`
  },
  order_status: {
    en: 'State of the order: 1 to be paid, 2 to be sent, 3 under way, 4 being delivered, 5 done, 6 to be reviewed, 7 cancelled, 0 as in `status_custom`.',
    zh: '订单状态：1 待付款，2 待发货，3 运输中，4 派送中，5 已完成，6 待评价，7 已取消，0 采用 `status_custom`。',
    example: '3'
  },
  status_custom: {
    en: 'A state in your own words, for `order_status` 0.',
    zh: '自定义状态，配合 `order_status` 为 0。',
    example: `'In repair'`
  },
  create_time: {
    en: 'When the order was made, in milliseconds.',
    zh: '下单时间，毫秒。',
    example: '1700000000000'
  },
  order_code: { en: 'The order’s number.', zh: '订单编号。', example: `'A-2024-17'` },
  order_url: { en: 'Where the order is shown.', zh: '订单链接。', example: `'https://example.com/o/17'` },
  goods_count: { en: 'How many goods.', zh: '商品数量。', example: '2' },
  total_fee: {
    en: 'The sum, in whole fen: 1000 is ¥10.00. Decimals are refused.',
    zh: '订单金额，单位为分：1000 即 10.00 元，不支持小数。',
    example: '1000'
  },
  goods: {
    en: 'The goods, each with `name` and `pictureUrl`.',
    zh: '商品数组，每项含 `name` 与 `pictureUrl`。',
    example: `[{ name: 'Boots', pictureUrl: 'https://example.com/p/42.jpg' }]`
  },
  card_info: {
    en: 'The card of the v6 generation, as one object.',
    zh: 'v6 版本的卡片对象。',
    example: `{ title: 'Walking boots', url: 'https://example.com/p/42' }`
  },

  invite: {
    en: '1: the page invites the visitor to chat by itself.',
    zh: '自动邀请：1 开启，0 关闭。',
    example: '1'
  },
  tip_title: { en: 'What the invitation says.', zh: '邀请文案。', example: `'May we help you choose?'` },
  submit_title: {
    en: 'What is on the button that accepts.',
    zh: '接受邀请按钮的文字。',
    example: `'Yes, please'`
  },
  first_timeout: { en: 'Seconds until the first invitation.', zh: '首次邀请前等待的秒数。', example: '10' },
  over_timeout: {
    en: 'Seconds from a refusal to the next invitation.',
    zh: '拒绝后再次邀请前等待的秒数。',
    example: '60'
  },
  invite_count: {
    en: 'How often at most in a visitor’s day.',
    zh: '每位访客一天内最多邀请几次。',
    example: '3'
  },
  invite_imgsrc: {
    en: 'Address of the invitation’s picture.',
    zh: '邀请弹窗的图片地址。',
    example: `'https://example.com/hello.png'`
  },
  invite_flag: {
    en: 'true: agents do not see or invite the visitors of this page.',
    zh: 'true：客服看不到也不能邀请该页面的访客。',
    example: 'true'
  },

  man_trace: {
    en: 'true: the pages that the visitor looks at are told to agents.',
    zh: 'true：向客服展示访客的浏览轨迹。',
    example: 'true'
  },
  pre_visit_args: {
    en: 'The page before, for the trajectory: `url`, `title`, `abstract`, `thumbnail`, `tags`.',
    zh: '轨迹中来源页的信息：`url`、`title`、`abstract`、`thumbnail`、`tags`。',
    example: `{ pre_visit_title: 'Shoes' }`
  },
  cur_visit_args: {
    en: 'This page, for the trajectory, in the same way.',
    zh: '轨迹中当前页的信息，写法相同。',
    example: `{ cur_visit_title: 'Walking boots' }`
  },
  pre_abstract: { en: 'Abstract of the page before.', zh: '来源页摘要。', example: `'All shoes'` },
  pre_visit_url: {
    en: 'Address of the page before.',
    zh: '来源页地址。',
    example: `'https://example.com/shoes'`
  },
  pre_visit_title: { en: 'Title of the page before.', zh: '来源页标题。', example: `'Shoes'` },
  pre_thumbnail: {
    en: 'Picture of the page before.',
    zh: '来源页缩略图。',
    example: `'https://example.com/shoes.jpg'`
  },
  pre_tags: { en: 'Tags of the page before.', zh: '来源页标签。', example: `'shoes'` },
  cur_abstract: { en: 'Abstract of this page.', zh: '当前页摘要。', example: `'Leather boots'` },
  cur_visit_url: { en: 'Address of this page.', zh: '当前页地址。', example: `'https://example.com/p/42'` },
  cur_visit_title: { en: 'Title of this page.', zh: '当前页标题。', example: `'Walking boots'` },
  cur_thumbnail: {
    en: 'Picture of this page.',
    zh: '当前页缩略图。',
    example: `'https://example.com/p/42.jpg'`
  },
  cur_tags: { en: 'Tags of this page.', zh: '当前页标签。', example: `'boots,leather'` }
}
