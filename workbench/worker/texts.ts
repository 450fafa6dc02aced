/** As the server sends it; it names nobody unless the company wants it. */
export type News = { kind: string; cid: string | undefined; name: string | undefined; language: string }

type Words = Record<'queued' | 'message' | 'assigned' | 'invited', string>

const EN: Words = {
  queued: 'Somebody is waiting',
  message: 'New message',
  assigned: 'A conversation for you',
  invited: 'You were invited to a conversation'
}

const ZH: Words = {
  queued: '有访客在排队',
  message: '收到新消息',
  assigned: '有会话分配给您',
  invited: '您被邀请加入会话'
}

export function textOf({ kind, name, language }: News): { title: string; body: string } {
  const isChinese = language.startsWith('zh')
  const words = isChinese ? ZH : EN
  const what = Object.hasOwn(words, kind) ? words[kind as keyof Words] : words.message
  return name ? { title: name, body: what } : { title: what, body: isChinese ? '点按查看' : 'Tap to look' }
}
