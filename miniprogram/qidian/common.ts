import { asModule } from '../text.ts'
import { createTracker } from './tracker.ts'

export default asModule(createTracker(false))
