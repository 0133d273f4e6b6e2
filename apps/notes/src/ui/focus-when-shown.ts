// A ref for the control that a person has just asked for: it takes the focus when it appears, once.
export const focusWhenShown = (element: HTMLElement | null): void => element?.focus()
