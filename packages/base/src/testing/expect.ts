// Assertions for the contract suites that packages ship: no test runner, so they run in Node and in a page.

/** One case of a contract suite: `run` gets a fresh subject and rejects when the contract is broken. */
export interface ContractCase<Subject> {
  /** Begins with its SPEC rule. */
  readonly title: string
  readonly run: (subject: Subject) => Promise<void>
}

export function expectTrue(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`expected ${what}`)
}

/** Deep equality over plain data, arrays, maps, sets and bytes. */
export function expectEqual(actual: unknown, expected: unknown, what = 'value'): void {
  const a = render(actual)
  const b = render(expected)
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`)
}

export async function expectRejects(work: Promise<unknown>, code: string): Promise<void> {
  try {
    await work
  } catch (error) {
    const found = (error as { code?: unknown }).code
    if (found !== code) throw new Error(`expected error code ${code}, got ${String(found)}: ${String(error)}`)
    return
  }
  throw new Error(`expected error code ${code}, but nothing was thrown`)
}

function render(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner instanceof Uint8Array)
      return `bytes:${Array.from(inner, (b) => b.toString(16).padStart(2, '0')).join('')}`
    if (inner instanceof Map) return { map: [...inner] }
    if (inner instanceof Set) return { set: [...inner] }
    if (inner === undefined) return 'undefined'
    if (typeof inner === 'bigint') return `${inner}n`
    if (inner && typeof inner === 'object' && !Array.isArray(inner)) {
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
    }
    return inner
  })
}
