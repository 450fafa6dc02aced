import { PAGE_TEXTS } from '#texts/all'

// RB3 What asks for a person: the robot's own button in any language, or these words and nothing else.
const CHINESE =
  /^(我|我们|请|麻烦|帮|给|要|想|能|可以|直接|快)*(转|找|接|要|换|叫|连|联系|轉|換|連)*(接|到|个|一下)*(人工|真人)(客服|服务|坐席|客户服务|服務)?(吧|啊|呀|谢谢|吗|嘛)*$/
const ENGLISH =
  /^(please )?(can i |could i |may i |i (want|need|would like|d like|wish) to |let me )?((talk|speak|chat|connect me|transfer me|put me through)( to| with)? )?(an?|the|some)? ?(real |live |human )?(person|human|agent|operator|representative|someone|somebody|people|staff|human being|customer service)( please| now)*$/

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

const BUTTONS = new Set(Object.values(PAGE_TEXTS).map(texts => plain(String(texts['robot.person']))))
const LONGEST = 80

export function asksForPerson(text: string): boolean {
  if (text.length > LONGEST) return false
  const said = plain(text)
  return BUTTONS.has(said) || CHINESE.test(said.replace(/ /g, '')) || ENGLISH.test(said)
}
