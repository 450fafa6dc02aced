import type { ClientFrame, ClientFrameOf } from '#protocol/client-frame'
import type { LiveSession } from './session.ts'
import { hello } from './frames/hello.ts'
import { ping } from './frames/ping.ts'
import { follow, history, unfollow } from './frames/follow.ts'
import { send } from './frames/send.ts'
import { delivered, read } from './frames/receipts.ts'
import { typing } from './frames/typing.ts'
import { profile } from './frames/profile.ts'
import {
  accept,
  addAgent,
  block,
  end,
  recall,
  release,
  removeAgent,
  transfer,
  unblock
} from './frames/conversation.ts'
import { invite, visit } from './frames/visit.ts'
import { desk, status, watch } from './frames/desk.ts'

/** One entry per client frame: a new frame does not compile until it is handled. */
export const HANDLERS: {
  [T in ClientFrame['type']]: (session: LiveSession, frame: ClientFrameOf<T>) => Promise<void> | void
} = {
  hello,
  ping,
  follow,
  unfollow,
  history,
  send,
  recall,
  delivered,
  read,
  typing,
  profile,
  end,
  accept,
  release,
  transfer,
  'add-agent': addAgent,
  'remove-agent': removeAgent,
  block,
  unblock,
  desk,
  status,
  watch,
  visit,
  invite
}
