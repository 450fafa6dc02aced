import type { Live } from '../live.ts'
import { join } from './orders.ts'

const { cbk } = window as unknown as { cbk?: { openzc?: Live } }
if (cbk?.openzc) join(cbk.openzc)
