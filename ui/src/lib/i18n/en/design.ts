/** Words of the design system's own controls. */
export const design = {
  back: 'Back to the list',
  cancel: 'Cancel',
  clear: 'Clear',
  close: 'Close',
  copied: 'Copied',
  copy: 'Copy',
  copyCommand: 'Copy the command',
  copyId: (id: string) => `Copy ${id}`,
  details: 'Details',
  dismiss: 'Dismiss',
  inTerminal: 'What this does in the terminal',
  resize: 'Width of the detail',
  tick: (name: string) => `Select ${name}`,
  tickAll: 'Select all',
  showSecrets: 'Show the hidden values',
  hideSecrets: 'Hide them again',
};
