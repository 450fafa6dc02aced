/** A browser of another engine, as far as the main paths need it. */
export type Engine = {
  name: string
  /** A profile of its own, with one tab. */
  open(options?: { width: number; height: number }): Promise<Tab>
  close(): Promise<void>
}

/** `frame` is the selector of an iframe to act in; without it the page itself. */
export type Tab = {
  goto(url: string): Promise<void>
  /** Runs the body of a function in the page; what it returns comes back as JSON. */
  run<T>(body: string, frame?: string): Promise<T>
  click(selector: string, frame?: string): Promise<void>
  /** Real keys; `\n` is Enter. */
  type(selector: string, text: string, frame?: string): Promise<void>
  close(): Promise<void>
}
