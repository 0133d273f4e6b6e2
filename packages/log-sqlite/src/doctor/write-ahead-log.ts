// Looks at the file of the write-ahead log by itself, since SQLite drops what follows a damaged frame without a word.
//
// A commit that was cut short looks like damage too, and was never answered. So damage is told only where a commit came
// to its end behind the bad frame and another frame follows: that one was begun after the first was on the disk.
// Format: https://www.sqlite.org/fileformat2.html#walformat

const headerBytes = 32
const frameHeaderBytes = 24

export interface WriteAheadLogDamage {
  /** The first frame that cannot be read, from 0. */
  readonly frame: number
  /** Frames from there on, that were written since the log was last begun anew. */
  readonly framesLost: number
}

/** `bytes` is the whole file. undefined: nothing is damaged, as far as can be told. */
export function findWriteAheadLogDamage(bytes: Uint8Array): WriteAheadLogDamage | undefined {
  if (bytes.length < headerBytes + frameHeaderBytes) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pageBytes = view.getUint32(8) === 1 ? 65_536 : view.getUint32(8)
  const isBigEndian = (view.getUint32(0) & 1) === 1
  const sumOf = (from: number, to: number, seed: Sum): Sum => checksum(view, from, to, seed, isBigEndian)
  const isHeaderSound = isSame(sumOf(0, 24, [0, 0]), sumAt(view, 24))
  const frameBytes = frameHeaderBytes + (isHeaderSound ? pageBytes : usualPageBytes)
  const frames = Math.floor((bytes.length - headerBytes) / frameBytes)
  const salts = isHeaderSound ? saltsAt(view, 16) : saltsAt(view, headerBytes + 8)

  let before: Sum = sumAt(view, 24)
  let firstBad: number | undefined = isHeaderSound ? undefined : 0
  let ours = 0
  let isCommitSeen = false
  let isProven = false
  for (let frame = 0; frame < frames; frame++) {
    const at = headerBytes + frame * frameBytes
    const isOurs = isSame(saltsAt(view, at + 8), salts)
    const stored = sumAt(view, at + 16)
    const isSound =
      isOurs && isSame(sumOf(at + frameHeaderBytes, at + frameBytes, sumOf(at, at + 8, before)), stored)
    before = stored
    if (isOurs) ours = frame + 1
    if (!isSound) firstBad ??= frame
    if (firstBad === undefined || (!isSound && frame !== firstBad)) continue
    if (isSound && isCommitSeen) isProven = true
    if (view.getUint32(at + 4) !== 0 && (isSound || isOurs)) isCommitSeen = true
  }
  return firstBad === undefined || !isProven ? undefined : { frame: firstBad, framesLost: ours - firstBad }
}

/** The one that a log is made with. */
const usualPageBytes = 4096

type Sum = readonly [number, number]

const saltsAt = (view: DataView, at: number): Sum => [view.getUint32(at), view.getUint32(at + 4)]
const sumAt = saltsAt
const isSame = (a: Sum, b: Sum): boolean => a[0] === b[0] && a[1] === b[1]

function checksum(view: DataView, from: number, to: number, [a, b]: Sum, isBigEndian: boolean): Sum {
  let [first, second] = [a, b]
  for (let at = from; at < to; at += 8) {
    first = (first + view.getUint32(at, !isBigEndian) + second) >>> 0
    second = (second + view.getUint32(at + 4, !isBigEndian) + first) >>> 0
  }
  return [first, second]
}
