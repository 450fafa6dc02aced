import type { Live } from '../live.ts'
import { createOrders } from './orders.ts'

const { cbk } = window as unknown as { cbk?: { openzc?: Live } }
cbk?.openzc?.join?.(createOrders)
