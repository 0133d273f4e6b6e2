// Places in a document: segments joined by slashes, each written so that it holds neither a slash nor a line feed.

export type Path = readonly string[]

export const pathText = (path: Path): string => path.map(escapeSegment).join('/')

export const parsePath = (text: string): Path => text.split('/').map(readSegment)

const escapeSegment = (segment: string): string =>
  segment.replace(/[%/\n]/g, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`)

const readSegment = (segment: string): string =>
  segment.replace(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
