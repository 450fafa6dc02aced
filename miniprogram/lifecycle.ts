// Watches what becomes of the program and its pages, around whatever handlers they have.

export type Moment =
  | 'AppLaunch'
  | 'AppShow'
  | 'AppHide'
  | 'PageLoad'
  | 'PageUnload'
  | 'PageShow'
  | 'PageHide'
  | 'PageShare'

export type Tell = (moment: Moment, self: any, given: any[]) => void

type Options = { [name: string]: any }
type Register = (options: Options) => unknown

declare let App: Register
declare let Page: Register

const OF_APP: { [handler: string]: Moment } = {
  onLaunch: 'AppLaunch',
  onShow: 'AppShow',
  onHide: 'AppHide'
}
const OF_PAGE: { [handler: string]: Moment } = {
  onLoad: 'PageLoad',
  onUnload: 'PageUnload',
  onShow: 'PageShow',
  onHide: 'PageHide',
  onShareAppMessage: 'PageShare'
}

/** From the programs and pages that are registered from now on. */
export function watch(tell: Tell) {
  try {
    if (typeof App === 'function') App = watched(App, OF_APP, tell)
    if (typeof Page === 'function') Page = watched(Page, OF_PAGE, tell)
  } catch (_) {
    console.warn('App and Page cannot be observed on this platform')
  }
}

function watched(register: Register, moments: { [handler: string]: Moment }, tell: Tell): Register {
  return function (this: unknown, options: Options) {
    const given = options && Object.isFrozen(options) ? Object.assign({}, options) : options
    if (given && typeof given === 'object')
      for (const name of Object.keys(moments)) {
        const own = given[name]
        // A page without that handler has no menu for sharing, and is to have none
        if (typeof own === 'function' || (own === undefined && name !== 'onShareAppMessage'))
          given[name] = around(own, moments[name]!, tell)
      }
    return register.call(this, given)
  }
}

/** Ours first; nothing of it reaches the page's own, whose answer is the answer. */
function around(own: ((...given: any[]) => unknown) | undefined, moment: Moment, tell: Tell) {
  return function (this: unknown, ...given: any[]) {
    try {
      tell(moment, this, given)
    } catch (error) {
      console.error(error)
    }
    return own && own.apply(this, given)
  }
}
