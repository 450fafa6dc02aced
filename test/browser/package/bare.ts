import { load } from '../../../loader/package/index.ts'

declare global {
  interface Window {
    openzc: { load: typeof load; heard: string[] }
  }
}

window.openzc = { load, heard: [] }
