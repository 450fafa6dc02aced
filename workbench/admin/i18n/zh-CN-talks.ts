import type { enTalks } from './en-talks.ts'

export const zhCNTalks: Record<keyof typeof enTalks, string> = {
  'talks.title': '导出会话',
  'talks.about': '导出在所选日期内开始的会话，包含 params、客户资料、会话小结和全部聊天内容。',
  'talks.agent': '客服',
  'talks.anyAgent': '全部客服',
  'talks.channel': '渠道',
  'talks.anyChannel': '全部渠道',
  'talks.csv': '导出为 CSV',
  'talks.jsonl': '导出为 JSON Lines'
}
