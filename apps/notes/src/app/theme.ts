// Light, dark, or what the system says.

import { keptSignal } from './preferences.js'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const theme = keptSignal<Theme>('theme', themes)

/**
 * The styles set `color-scheme` by an attribute, because for browsers without `light-dark()` the build ties it to such
 * rules. The bar of the browser or the phone follows the meta elements.
 */
export function applyTheme(): void {
  const chosen = theme.get()
  document.documentElement.dataset.theme = chosen
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const own = meta.dataset.theme ?? ''
    meta.media = chosen === 'system' ? `(prefers-color-scheme: ${own})` : chosen === own ? 'all' : 'not all'
  }
}
