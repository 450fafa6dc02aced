import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { ownLanguage } from '../i18n/t.ts'

type ChartProps = {
  label: string
  /** What a day is called, in the legend. */
  dayLabel: string
  /** Such as 2026-10-01, without gaps. */
  days: readonly string[]
  lines: readonly { label: string; values: readonly number[] }[]
}

const HEIGHT = 240
const STROKES = ['--accent-text', '--busy'] as const

/** Lines over days. The same figures stand in the table below it: to a screen reader it is a picture with a name. */
export function Chart({ label, dayLabel, days, lines }: ChartProps) {
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = holder.current!
    const style = getComputedStyle(element)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const date = new Intl.DateTimeFormat(ownLanguage(), { month: 'short', day: 'numeric', timeZone: 'UTC' })
    const axis = { stroke: colour('--text-soft'), grid: { stroke: colour('--line'), width: 1 } }
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        tzDate: at => new Date(at * 1_000),
        scales: { y: { range: (_self, _least, most) => [0, Math.max(1, most)] } },
        axes: [{ ...axis, values: (_self, ticks) => ticks.map(at => date.format(at * 1_000)) }, axis],
        series: [
          { label: dayLabel, value: (_self, at) => (at === null ? '' : date.format(at * 1_000)) },
          ...lines.map((line, index) => ({
            label: line.label,
            stroke: colour(STROKES[index % STROKES.length]!),
            width: 2,
            points: { show: days.length < 60 }
          }))
        ]
      },
      [days.map(day => Date.parse(`${day}T00:00:00Z`) / 1_000), ...lines.map(({ values }) => [...values])],
      element
    )
    const watch = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }))
    watch.observe(element)
    return () => {
      watch.disconnect()
      chart.destroy()
    }
  }, [JSON.stringify([days, lines])])
  return <div class="admin-chart" ref={holder} role="img" aria-label={label} />
}
