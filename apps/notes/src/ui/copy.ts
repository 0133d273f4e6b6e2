// Puts text on the clipboard; false when the browser does not allow it.

/** The clipboard interface exists only in secure contexts; a relay on the local network is none. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'visually-hidden'
  const before = document.activeElement
  // Inside an open dialog, because what is outside of it cannot be focused.
  const host = document.querySelector('dialog[open]') ?? document.body
  host.append(area)
  area.select()
  const worked = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  return worked
}
