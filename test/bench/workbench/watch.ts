import { tell, type Tab, type Target } from '../cdp.ts'

/** A frame that took the browser's main thread for more than 50 ms; ms. */
export type Long = { durationMs: number; workMs: number; layoutMs: number; scripts: string[] }
export type Frames = { frames: number; over50: number; over200: number; longest: number; long: Long[] }

// Numbers only, and the long ones: what is measured is not to grow by the measuring.
const WATCH = `
  const fresh = () => ({ frames: 0, over50: 0, over200: 0, longest: 0, long: [] });
  window.openzcFrames = fresh();
  window.openzcRead = () => {
    const read = window.openzcFrames;
    window.openzcFrames = fresh();
    window.openzcLast = undefined;
    return read;
  };
  requestAnimationFrame(function next(now) {
    if (window.openzcLast !== undefined) {
      const took = now - window.openzcLast;
      const seen = window.openzcFrames;
      seen.frames++;
      if (took > 50) seen.over50++;
      if (took > 200) seen.over200++;
      seen.longest = Math.max(seen.longest, took);
    }
    window.openzcLast = now;
    requestAnimationFrame(next);
  });
  new PerformanceObserver(list => {
    for (const one of list.getEntries())
      if (window.openzcFrames.long.length < 200) window.openzcFrames.long.push({
        durationMs: one.duration,
        workMs: one.duration - Math.max(0, one.renderStart ? one.renderStart - one.startTime - one.scripts.reduce((sum, s) => sum + s.duration, 0) : 0),
        layoutMs: one.styleAndLayoutStart ? one.startTime + one.duration - one.styleAndLayoutStart : 0,
        scripts: one.scripts.map(s => Math.round(s.duration) + ' ms ' + s.invoker + ' ' + s.sourceFunctionName)
      });
  }).observe({ type: 'long-animation-frame', buffered: true });
`

export function prepareWatch(target: Target) {
  tell(target, 'Page.enable')
  tell(target, 'Page.addScriptToEvaluateOnNewDocument', { source: WATCH })
}

/** What was seen since the last call. */
export async function readFrames({ page }: Tab): Promise<Frames> {
  const { result } = await page.send<{ result: { value: Frames } }>('Runtime.evaluate', {
    expression: 'openzcRead()',
    returnByValue: true
  })
  return result.value
}

/** After a collection. */
export async function heapOf({ page }: Tab): Promise<{ bytes: number; nodes: number }> {
  for (let i = 0; i < 2; i++) await page.send('HeapProfiler.collectGarbage')
  const { usedSize: bytes } = await page.send<{ usedSize: number }>('Runtime.getHeapUsage')
  const { nodes } = await page.send<{ nodes: number }>('Memory.getDOMCounters')
  return { bytes, nodes }
}
