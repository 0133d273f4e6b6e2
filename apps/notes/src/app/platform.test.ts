import { expect, it } from 'vitest'
import { platformName, writesFrom } from './platform.js'

const agents: readonly (readonly [string, string, number?])[] = [
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
    'Chrome on Linux'
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows'
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
    'Safari on Mac'
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
    'Safari on iPad',
    5
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/140 Safari/604.1',
    'Chrome on iPhone'
  ],
  ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox on Android'],
  ['something else', 'Browser']
]

it('N4 a device that is not named is called after its browser and system', () => {
  for (const [userAgent, name, touch] of agents) {
    expect(platformName({ userAgent, ...(touch ? { maxTouchPoints: touch } : {}) })).toBe(name)
  }
})

it('N6 changes made on a phone are the phone’s, and all others the office’s', () => {
  const from = agents.map(([userAgent, name]) => [name, writesFrom({ userAgent })])
  expect(from).toContainEqual(['Chrome on iPhone', 'phone'])
  expect(from).toContainEqual(['Firefox on Android', 'phone'])
  expect(from.filter(([, where]) => where === 'phone')).toHaveLength(2)
})
