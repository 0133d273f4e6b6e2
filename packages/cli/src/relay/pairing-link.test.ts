import { parsePairingFragment } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { pairingLinks } from './pairing-link.js'

describe('the pairing link', () => {
  it('N5 leads to the relay, with the secret in the fragment only', () => {
    const [link = ''] = pairingLinks(
      { url: 'http://10.0.0.7:7420', host: '10.0.0.7', port: 7420 },
      'long secret'
    )
    expect(link).not.toContain('long secret')
    expect(link.startsWith('http://10.0.0.7:7420/#pair=')).toBe(true)
    expect(parsePairingFragment(new URL(link).hash)).toEqual({
      relay: 'http://10.0.0.7:7420',
      secret: 'long secret',
      space: 'notes'
    })
  })

  it('N5 names addresses that other machines reach when the relay listens on all', () => {
    const links = pairingLinks({ url: 'http://0.0.0.0:1', host: '0.0.0.0', port: 1 }, 'long secret')
    expect(links.length).toBeGreaterThan(0)
    for (const link of links) expect(new URL(link).hostname).toMatch(/^\d+(\.\d+){3}$/)
    expect(links.join()).not.toContain('0.0.0.0')
  })
})
