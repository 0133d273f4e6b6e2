// What this device is, for the devices view and as the first guess at its name: "Chrome on Linux".

interface BrowserFacts {
  readonly userAgent: string
  readonly platform?: string
  readonly maxTouchPoints?: number
}

/** First match wins: browsers name their ancestors too. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/EdgA?\/|EdgiOS\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari']
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPod/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/Linux/, 'Linux']
]

export function platformName({ userAgent, maxTouchPoints = 0 }: BrowserFacts): string {
  const first = (table: typeof browsers): string | undefined =>
    table.find(([pattern]) => pattern.test(userAgent))?.[1]
  const browser = first(browsers) ?? 'Browser'
  const system = first(systems)
  // iPads say that they are Macs; Macs have no touch screen.
  const named = system === 'Mac' && maxTouchPoints > 1 ? 'iPad' : system
  return named ? `${browser} on ${named}` : browser
}

/** Whose change it is, for the rule of a note's due date: made on the way, or at a desk. */
export const writesFrom = ({ userAgent }: Pick<BrowserFacts, 'userAgent'>): 'phone' | 'office' =>
  /iPhone|iPod|Android.*Mobile/.test(userAgent) ? 'phone' : 'office'

export const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent)
