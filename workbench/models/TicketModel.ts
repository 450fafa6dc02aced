import { signal } from '@preact/signals'
import { answerTicket, setTicketStatus, ticketsWith, type Ticket, type TicketStatus } from '../tickets.ts'

export type TicketModel = ReturnType<typeof createTicketModel>

/** What visitors have left, as it was when the list was asked for. */
export function createTicketModel() {
  const status = signal<TicketStatus>('open')
  const tickets = signal<readonly Ticket[] | undefined>(undefined)
  /** The server can send mail. */
  const mayMail = signal(false)
  const isBusy = signal(false)
  /** The last wish was not carried out. */
  const hasFailed = signal(false)

  async function load() {
    const wanted = status.value
    const answer = await ticketsWith(wanted)
    if (wanted !== status.value) return
    if (answer.ok) {
      tickets.value = answer.value.tickets
      mayMail.value = answer.value.mayMail
    } else hasFailed.value = true
  }

  /** True when it was carried out. */
  async function change(work: () => ReturnType<typeof setTicketStatus>): Promise<boolean> {
    isBusy.value = true
    const { ok } = await work()
    isBusy.value = false
    hasFailed.value = !ok
    await load()
    return ok
  }

  return {
    status,
    tickets,
    mayMail,
    isBusy,
    hasFailed,
    load,
    show(next: TicketStatus) {
      status.value = next
      hasFailed.value = false
      tickets.value = undefined
      void load()
    },
    answer: (id: string, given: { text: string; mail: boolean }) => change(() => answerTicket(id, given)),
    move: (id: string, next: TicketStatus) => change(() => setTicketStatus(id, next))
  }
}
