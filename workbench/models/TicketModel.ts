import { signal } from '@preact/signals'
import {
  answerTicket,
  setTicketStatus,
  ticketsWith,
  type Ticket,
  type TicketsAsked,
  type TicketStatus
} from '../tickets.ts'

export type TicketModel = ReturnType<typeof createTicketModel>

/** What visitors have left, as it was when the list was asked for; more of it comes when it is wanted. */
export function createTicketModel(asked: () => TicketsAsked) {
  const tickets = signal<readonly Ticket[] | undefined>(undefined)
  const templates = signal<readonly { id: string; name: string }[]>([])
  const next = signal<string | null>(null)
  /** The server can send mail. */
  const mayMail = signal(false)
  const isBusy = signal(false)
  /** The last wish was not carried out. */
  const hasFailed = signal(false)
  let asking = 0

  /** Behind `after`, and on until there are `least` rows. */
  async function ask(after: string | null, least = 0) {
    const turn = ++asking
    let list = after === null ? [] : [...(tickets.value ?? [])]
    let from = after
    do {
      const answer = await ticketsWith(asked(), from)
      // Asked for something else meanwhile
      if (turn !== asking) return
      hasFailed.value = !answer.ok
      if (!answer.ok) return
      list = [...list, ...answer.value.tickets]
      from = answer.value.next
      templates.value = answer.value.templates
      mayMail.value = answer.value.mayMail
    } while (from !== null && list.length < least)
    tickets.value = list
    next.value = from
  }

  /** True when it was carried out; as many rows are there again as before. */
  async function change(work: () => ReturnType<typeof setTicketStatus>): Promise<boolean> {
    isBusy.value = true
    const { ok } = await work()
    isBusy.value = false
    await ask(null, tickets.value?.length)
    hasFailed.value ||= !ok
    return ok
  }

  return {
    tickets,
    templates,
    next,
    mayMail,
    isBusy,
    hasFailed,
    load() {
      tickets.value = undefined
      return ask(null)
    },
    more: () => (next.value === null ? Promise.resolve() : ask(next.value)),
    answer: (id: string, given: { text: string; mail: boolean }) => change(() => answerTicket(id, given)),
    move: (id: string, status: TicketStatus) => change(() => setTicketStatus(id, status))
  }
}
