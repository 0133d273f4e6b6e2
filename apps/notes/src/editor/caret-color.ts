// A device's colour for its carets: always the same one, and white words can be read on it.

const colors = [
  '#b4410e',
  '#a3314b',
  '#8b2fb0',
  '#4f46c8',
  '#1d5fbf',
  '#0f6f75',
  '#33752b',
  '#7a5a00'
] as const

export function caretColor(device: string): { readonly color: string; readonly colorLight: string } {
  let sum = 0
  for (let at = 0; at < device.length; at++) sum = (sum * 31 + device.charCodeAt(at)) >>> 0
  const color = colors[sum % colors.length] ?? colors[0]
  return { color, colorLight: `${color}33` }
}
