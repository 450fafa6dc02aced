import { Zip, ZipPassThrough } from 'fflate'

export type ZipFile = { name: string; chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array> }

/** A ZIP as it comes about: no more of it is in memory than one chunk. Not compressed, so that nobody waits for it. */
export async function* zipOf(files: AsyncIterable<ZipFile>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = []
  let failed: Error | null = null
  const zip = new Zip((error, chunk) => {
    failed ??= error
    ready.push(chunk)
  })
  function* take() {
    if (failed) throw failed
    const chunks = ready
    ready = []
    yield* chunks
  }
  for await (const { name, chunks } of files) {
    const file = new ZipPassThrough(name)
    zip.add(file)
    for await (const chunk of chunks) {
      file.push(chunk)
      yield* take()
    }
    file.push(new Uint8Array(0), true)
    yield* take()
  }
  zip.end()
  yield* take()
}
