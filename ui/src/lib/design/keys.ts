const mac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '');

/** `Mod+K` as it is printed on this keyboard. */
export function printedKeys(keys: string, onMac = mac): string {
  if (onMac)
    return keys.replaceAll('Mod', '⌘').replaceAll('Shift', '⇧').replaceAll('Alt', '⌥').replaceAll('+', '');
  return keys.replaceAll('Mod', 'Ctrl').replaceAll('+', ' ');
}

/** Whether the modifier that starts this computer's commands is held. */
export function modHeld(event: KeyboardEvent | MouseEvent, onMac = mac): boolean {
  return onMac ? event.metaKey : event.ctrlKey;
}

/** Whether a key press belongs to text somebody is writing. */
export function isTyping(target: EventTarget | null): boolean {
  const node = target as HTMLElement | null;
  return !!node?.closest?.('input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]');
}
