/** Where a robot's answers come from, when not from its FAQ alone: the company's own service, or one that speaks OpenAI's chat protocol. */
export type Endpoint = {
  kind: 'http' | 'openai'
  url: string
  /** For the signature, or the bearer; sealed by the vault. */
  sealedKey: string
  /** Of an OpenAI-compatible endpoint. */
  model?: string
  timeoutMs: number
}
