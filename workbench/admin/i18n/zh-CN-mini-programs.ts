import type { enMiniPrograms } from './en-mini-programs.ts'

export const zhCNMiniPrograms: Record<keyof typeof enMiniPrograms, string> = {
  'miniPrograms.title': '小程序',
  'miniPrograms.about': '客服按钮接入到这里的微信小程序：其客户在同一工作台中接待。',
  'miniPrograms.new': '绑定小程序',
  'miniPrograms.none': '尚未绑定小程序。',
  'miniPrograms.name': '名称',
  'miniPrograms.appId': 'AppID（小程序 ID）',
  'miniPrograms.appIdHint': '见微信公众平台“开发 - 开发设置”。',
  'miniPrograms.appSecret': 'AppSecret（小程序密钥）',
  'miniPrograms.appSecretHint': '见同一页面。保存后不再显示；留空则保持不变。',
  'miniPrograms.aesKey': 'EncodingAESKey',
  'miniPrograms.aesKeyHint': '平台在“消息推送”中生成的 43 位字符。请选择安全模式；XML 与 JSON 均可。',
  'miniPrograms.token': 'Token（令牌）',
  'miniPrograms.tokenHint': '与平台“消息推送”中填写的一致。留空则由我们生成。',
  'miniPrograms.state': '状态',
  'miniPrograms.state.new': '尚未接通',
  'miniPrograms.state.verified': '已接通',
  'miniPrograms.state.failing': '异常',
  'miniPrograms.mode': '接待方式',
  'miniPrograms.robot': '机器人',
  'miniPrograms.url': '消息推送 URL',
  'miniPrograms.urlHint': '请连同下方的 Token 一起填入平台的“消息推送”设置。',
  'miniPrograms.check': '立即检查',
  'miniPrograms.pushedAt': '平台最近一次推送：{time}',
  'miniPrograms.never': '平台尚未推送过消息。',
  'miniPrograms.since': '自 {time} 起异常：{problem}'
}
