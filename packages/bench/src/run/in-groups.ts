// Does the same very often, a few at a time.

/** Resolves with what came of each, in order. */
export async function inGroups<T>(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<T>
): Promise<T[]> {
  const done: T[] = []
  for (let from = 0; from < count; from += atOnce) {
    const size = Math.min(atOnce, count - from)
    done.push(...(await Promise.all(Array.from({ length: size }, (_, offset) => work(from + offset)))))
  }
  return done
}
