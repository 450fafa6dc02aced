// The page in the web-view of a WeChat mini program.

export type MiniProgram = {
  navigateTo?(page: { url: string }): void
  navigateBack?(): void
  postMessage?(message: { data: string }): void
}

type Bridge = { invoke(api: string, options: { name: string; arg: string }, done: () => void): void }

/** WeChat's own script gives `wx`; without it the web-view's bridge does the same. */
export function miniProgram(): MiniProgram | undefined {
  const { wx, WeixinJSBridge: bridge } = window as unknown as {
    wx?: { miniProgram?: MiniProgram }
    WeixinJSBridge?: Bridge
  }
  if (wx?.miniProgram) return wx.miniProgram
  if (!bridge || !/miniProgram/i.test(navigator.userAgent)) return undefined
  const call = (name: string, arg: object) =>
    bridge.invoke('invokeMiniProgramAPI', { name, arg: JSON.stringify(arg) }, () => {})
  return {
    navigateTo: page => call('navigateTo', page),
    navigateBack: () => call('navigateBack', {}),
    postMessage: message => call('postMessage', message)
  }
}
