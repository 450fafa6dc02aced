import { tell, type Tab } from './cdp.ts'

export type Trace = { stop(): Promise<number> }

type TraceEvent = {
  name: string
  ph: string
  pid: number
  tid: number
  ts: number
  dur: number
  tdur?: number
  args: { data?: { url?: string } }
}

/**
 * Processor time that a script from `origin` takes on the main thread, in ms: `EvaluateScript` and `FunctionCall` events of
 * its own address, the outermost of each nest, with all that happens inside them: compiling, layout that they force, work of
 * the browser that they call. What is charged to nobody's address is not in it: fetching, compiling beside the page, the
 * style and layout of the frame after.
 */
export async function traceScriptsOf(origin: string, tab: Tab): Promise<Trace> {
  const events: TraceEvent[] = []
  const complete = new Promise<void>(resolve => {
    tab.onEvent(({ method, params }) => {
      if (method === 'Tracing.dataCollected') events.push(...(params as { value: TraceEvent[] }).value)
      if (method === 'Tracing.tracingComplete') resolve()
    })
  })
  await tab.page.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline'], excludedCategories: ['*'] }
  })
  return {
    async stop() {
      tell(tab.page, 'Tracing.end')
      await complete
      const ours = events.filter(
        ({ name, ph, args }) =>
          ph === 'X' && /^(EvaluateScript|FunctionCall)$/.test(name) && args.data?.url?.startsWith(origin)
      )
      if (ours.length === 0) throw new Error(`the trace knows no script of ${origin}`)
      const outermost = ours.filter(one => !ours.some(other => other !== one && holds(other, one)))
      return outermost.reduce((sum, { tdur, dur }) => sum + (tdur ?? dur) / 1_000, 0)
    }
  }
}

function holds(outer: TraceEvent, inner: TraceEvent) {
  return (
    outer.pid === inner.pid &&
    outer.tid === inner.tid &&
    outer.ts <= inner.ts &&
    outer.ts + outer.dur >= inner.ts + inner.dur
  )
}
