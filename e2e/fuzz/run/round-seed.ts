// The seed of a round: the same for the same run, target and number, whatever ran before it.

import { type TargetName, targetNames } from './target.js'

export function roundSeed(seed: number, target: TargetName, round: number): number {
  const parts = [seed, targetNames.indexOf(target), round]
  // 32-bit FNV-1a over the three numbers.
  return parts.reduce((hash, part) => Math.imul(hash ^ part, 0x01000193) ^ (part >>> 16), 0x811c9dc5) >>> 0
}
