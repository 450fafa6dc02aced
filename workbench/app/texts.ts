import { readerOf } from '../i18n/t.ts'

/** Texts of the workbench as an app: they come with it. */
export const en = {
  'menu.push': 'Notify this device while the workbench is closed',
  'push.on': 'This device will be notified while you look at no workbench',
  'push.off': 'This device is not notified any more',
  'push.failed': 'The browser’s push service could not be reached. Try again.',
  'install.offer': 'The workbench can be an app on this phone.',
  'install.byHand': 'As an app: tap Share, then “Add to Home Screen”.',
  'install.do': 'Install'
}

type AppKey = keyof typeof en

export const zhCN: Record<AppKey, string> = {
  'menu.push': '工作台关闭时通知此设备',
  'push.on': '您不在工作台时，此设备会收到通知',
  'push.off': '此设备不再接收通知',
  'push.failed': '无法连接浏览器的推送服务，请重试。',
  'install.offer': '可以把工作台安装到手机上。',
  'install.byHand': '安装到手机：点“分享”，再点“添加到主屏幕”。',
  'install.do': '安装'
}

export const t = readerOf({ en, 'zh-CN': zhCN })
