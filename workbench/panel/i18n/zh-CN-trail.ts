import type { enTrail } from './en-trail.ts'

export const zhCNTrail: Record<keyof typeof enTrail, string> = {
  'trail.product': '浏览商品',
  'trail.order': '订单',
  'trail.event': '事件',
  'trail.price': '金额',
  'trail.status': '状态',
  'trail.wait_pay': '待支付',
  'trail.paid': '已支付',
  'trail.closed': '已关闭',
  'trail.order_no': '订单号',
  'trail.order_at': '下单时间',
  'trail.pay_at': '支付时间',
  'trail.remark': '备注',
  'trail.consignee_name': '收货人',
  'trail.consignee_phone': '电话',
  'trail.consignee_address': '地址',
  'trail.commodit_num': '商品总数',
  'trail.appLaunch': '启动小程序',
  'trail.appShow': '小程序切到前台',
  'trail.appHide': '离开小程序',
  'trail.pageShow': '进入页面',
  'trail.pageHide': '离开页面',
  'trail.pageShare': '分享页面'
}
