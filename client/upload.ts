import type { ErrorCode } from '#protocol/errors'

export type Uploaded = {
  id: string
  name: string
  type: string
  size: number
  width: number | null
  height: number | null
  url: string
}

export type Upload = {
  /** Rejects with an UploadError. */
  done: Promise<Uploaded>
  cancel(): void
}

export class UploadError extends Error {
  readonly code: ErrorCode | 'cancelled' | 'offline'
  constructor(code: ErrorCode | 'cancelled' | 'offline', message: string) {
    super(message)
    this.code = code
  }
}

/** XMLHttpRequest, because fetch tells nothing of the way up. `progress` is 0 to 1. */
export function startUpload(
  file: Blob,
  to: { url: string; token: string },
  onProgress: (progress: number) => void
): Upload {
  const request = new XMLHttpRequest()
  const done = new Promise<Uploaded>((resolve, reject) => {
    request.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => {
      if (request.status === 200) return resolve(request.response as Uploaded)
      const { code = 'internal', message = '' } = (request.response ?? {}) as {
        code?: ErrorCode
        message?: string
      }
      reject(new UploadError(code, message))
    }
    request.onerror = () => reject(new UploadError('offline', 'the connection broke'))
    request.onabort = () => reject(new UploadError('cancelled', 'cancelled'))
  })
  request.open('POST', to.url)
  request.responseType = 'json'
  request.setRequestHeader('content-type', 'application/octet-stream')
  if (to.token) request.setRequestHeader('authorization', `Bearer ${to.token}`)
  request.send(file)
  return { done, cancel: () => request.abort() }
}
