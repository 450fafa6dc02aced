import type { ComponentChildren } from 'preact'

/** A part of the visitor's panel. */
export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="panel-section">
      <h3>{title}</h3>
      {children}
    </section>
  )
}
