// Times as people say them: how much of a date is said depends on how far away it is.

import { words } from './words/app.js'
import { language } from './words/numbers.js'

/** The person's own habit of hours (24 or am/pm), in the language of the words. */
const hourCycle = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hourCycle

const formats = {
  clock: new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    ...(hourCycle ? { hourCycle } : {})
  }),
  weekday: new Intl.DateTimeFormat(language, { weekday: 'long' }),
  day: new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' }),
  dayOfYear: new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' })
}

export const clockTime = (time: number): string => formats.clock.format(time)

/** "14:02", "yesterday, 14:02", "12 Nov, 09:14", "12 Nov 2024". */
export function moment(time: number, now: number): string {
  const days = daysBetween(time, now)
  if (days === 0) return clockTime(time)
  if (days === 1) return `${words.list.yesterday.toLowerCase()}, ${clockTime(time)}`
  if (isSameYear(time, now)) return `${formats.day.format(time)}, ${clockTime(time)}`
  return formats.dayOfYear.format(time)
}

/** For a list: "14:02", "Yesterday", "Tuesday", "12 Nov", "12 Nov 2024". */
export function listDate(time: number, now: number): string {
  const days = daysBetween(time, now)
  if (days === 0) return clockTime(time)
  if (days === 1) return words.list.yesterday
  if (days > 1 && days < 7) return formats.weekday.format(time)
  return isSameYear(time, now) ? formats.day.format(time) : formats.dayOfYear.format(time)
}

/** A calendar day, `YYYY-MM-DD`, which is the same in every time zone: "12 Nov", "12 Nov 2024". */
export function calendarDay(day: string, now: number): string {
  const time = new Date(`${day}T12:00`).getTime()
  if (Number.isNaN(time)) return day
  return isSameYear(time, now) ? formats.day.format(time) : formats.dayOfYear.format(time)
}

const isSameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear()

/** Calendar days, not spans of 24 hours; a time in the future (another device's clock) is today. */
function daysBetween(time: number, now: number): number {
  const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0)
  return Math.max(0, Math.round((midnight(now) - midnight(time)) / 86_400_000))
}
