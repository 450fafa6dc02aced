import { safeUrl } from '#protocol/safe-url'

// A visitor types these: what does not look like one number or one address is shown, and not followed
const PHONE = /^\+?[\d ().-]{3,30}$/
const MAIL = /^[\w.+-]{1,64}@[a-z0-9.-]{3,190}$/i

export const toPhoneUrl = (value: string) =>
  PHONE.test(value) ? safeUrl(`tel:${value.replace(/[^\d+]/g, '')}`) : undefined

export const toMailUrl = (value: string) => (MAIL.test(value) ? safeUrl(`mailto:${value}`) : undefined)
