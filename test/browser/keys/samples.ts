import type { KeyName } from '#protocol/keys'

/** What a page gives, the row of the agent's panel that tells it, and how it reads there. */
export type Sample = { given: string | number | boolean | object; field: string; shown: string }

// One value for each key that says who the visitor is or who should answer; no two read the same.
export const SAMPLES: Partial<Record<KeyName, Sample>> = {
  partnerid: { given: 'customer-77', field: 'Customer id', shown: 'customer-77' },
  uname: { given: '小丁哥', field: 'Name', shown: '小丁哥' },
  realname: { given: '丁丁猫', field: 'Real name', shown: '丁丁猫' },
  tel: { given: 18888888888, field: 'Phone', shown: '18888888888' },
  email: { given: 'ding@shop.example', field: 'E-mail', shown: 'ding@shop.example' },
  qq: { given: '2345678', field: 'QQ', shown: '2345678' },
  face: { given: 'https://img.example/ding.png', field: 'Picture', shown: 'img.example/ding.png' },
  remark: { given: 'answers within 5 seconds', field: 'Remark', shown: 'answers within 5 seconds' },
  params: { given: { 等级: 'Boss' }, field: '等级', shown: 'Boss' },
  customer_fields: { given: { customField4: '北京' }, field: 'customField4', shown: '北京' },
  is_vip: { given: 1, field: 'VIP', shown: 'Yes' },
  vip_level: { given: 'gold-05', field: 'VIP level', shown: 'gold-05' },
  user_label: { given: 'label-12', field: 'Customer label', shown: 'label-12' },
  source: { given: 2, field: 'Came through', shown: 'App' },
  channelid: { given: 9, field: 'Channel', shown: '9' },
  summaryparams: {
    given: '{"business":"returns"}',
    field: 'Summary fields',
    shown: '{"business":"returns"}'
  },
  type: { given: 4, field: 'Reception', shown: 'People first' },
  robotid: { given: 2, field: 'Robot', shown: '2' },
  faqid: { given: 31, field: 'Question group', shown: '31' },
  guide_flag: { given: 1, field: 'Guiding questions', shown: 'Yes' },
  show_manual: { given: '0', field: 'Ask for a person later', shown: 'No' },
  agentid: { given: '1q2w3e4r', field: 'Agent', shown: '1q2w3e4r' },
  agent_mode_flag: { given: '1', field: 'When the agent is away', shown: '1' },
  groupid: { given: '4r3e2w1q', field: 'Group', shown: '4r3e2w1q' },
  transfer_action: {
    given: [{ actionType: 'to_group', optionId: '3', deciId: '162bb', spillId: '4' }],
    field: 'Routing chain',
    shown: '"deciId":"162bb"'
  },
  queueFirst: { given: 'true', field: 'First in the queue', shown: 'Yes' },
  robot_hello_word: { given: 'I am a robot', field: 'Robot greeting', shown: 'I am a robot' },
  agent_hello_word: { given: 'I am a person', field: 'Agent greeting', shown: 'I am a person' },
  agent_offline_title: { given: 'Back at nine', field: 'Notice when away', shown: 'Back at nine' },
  to_customsys_flag: { given: true, field: 'Hand over elsewhere', shown: 'Yes' },
  to_customsys_url: {
    given: 'https://crm.example/over',
    field: 'Address for handing over',
    shown: 'crm.example/over'
  },
  to_customsys_open_style: { given: '1', field: 'Opened in', shown: '1' },
  leave_customsys_flag: { given: '0', field: 'Messages left elsewhere', shown: 'No' },
  leave_customsys_url: {
    given: encodeURIComponent('https://crm.example/leave'),
    field: 'Address for messages',
    shown: 'crm.example/leave'
  },
  platformUnionCode: { given: 'union-8', field: 'Platform', shown: 'union-8' },
  flowType: { given: 3, field: 'Overflow', shown: '3' },
  flowCompanyId: { given: 'company-4', field: 'Overflow company', shown: 'company-4' },
  flowGroupId: { given: 'group-6', field: 'Overflow group', shown: 'group-6' }
}
