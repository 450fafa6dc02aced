import type { ComponentChildren } from 'preact'

/** A part of the visitor's panel. */
export function Section({
  title,
  action,
  children
}: {
  title: string
  /** Beside the title. */
  action?: ComponentChildren
  children: ComponentChildren
}) {
  return (
    <section class="panel-section">
      {action ? (
        <div class="panel-title">
          <h3>{title}</h3>
          {action}
        </div>
      ) : (
        <h3>{title}</h3>
      )}
      {children}
    </section>
  )
}
