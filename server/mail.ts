import { createTransport } from 'nodemailer'
import type { Config } from './config.ts'
import { Refused } from './deliveries.ts'

export type Mail = {
  /** Of the delivery: a mail that arrives twice is known by it. */
  id: string
  to: string
  /** Name of the company. */
  from: string
  subject: string
  text: string
}

export type SendMail = (mail: Mail) => Promise<void>

const PATIENCE_MS = 30_000

/** Undefined where the operator has named no mail server. */
export function createMail({
  smtpUrl,
  mailFrom
}: Pick<Config, 'smtpUrl' | 'mailFrom'>): SendMail | undefined {
  if (!smtpUrl || !mailFrom) return undefined
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS
  })
  const domain = mailFrom.split('@')[1]
  return async ({ id, to, from, subject, text }) => {
    try {
      await transport.sendMail({
        messageId: `<${id}@${domain}>`,
        from: { name: from, address: mailFrom },
        to: { name: '', address: to },
        subject,
        text,
        // Text of visitors and agents: nothing in it is a file to be read
        disableFileAccess: true,
        disableUrlAccess: true
      })
    } catch (error) {
      const { responseCode } = error as { responseCode?: number }
      // 5xx: this address will never take it
      if (responseCode !== undefined && responseCode >= 550 && responseCode < 560)
        throw new Refused((error as Error).message)
      throw error
    }
  }
}

/** Mail that was written down to be sent. */
export const createMailSender =
  (mail: SendMail | undefined) =>
  async ({ id, payload }: { id: string; payload: unknown }) => {
    if (!mail) throw new Error('no mail server is named (SMTP_URL)')
    await mail({ id, ...(payload as Omit<Mail, 'id'>) })
  }
