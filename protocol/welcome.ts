import type { ChatConfig } from './keys.ts'

/** Who answers first on a channel, where it has a robot, and what the company has them say. `hello`: by the robots' numbers, '' for the channel's own. */
export type WelcomeWords = {
  mode?: number | undefined
  hello?: Record<string, string>
  offline?: string | undefined
}

/** RCV-hello: what is said before anybody has written. Empty: our own words, by whether somebody is `away`. */
export function welcomeOf(
  { type, robotid, robot_hello_word, agent_offline_title }: ChatConfig,
  { mode, hello, offline }: WelcomeWords,
  agentsOnline: boolean
): { own: string | undefined; away: boolean } {
  const way = Number(type ?? mode)
  if (mode && (way % 2 || (way > 2 && !agentsOnline)))
    return { own: robot_hello_word || hello?.[robotid!] || hello?.[''], away: false }
  return { own: agentsOnline ? undefined : agent_offline_title || offline, away: !agentsOnline }
}
