import type { design as english } from '../en/design';

export const design: typeof english = {
  back: 'Zurück zur Liste',
  cancel: 'Abbrechen',
  clear: 'Leeren',
  close: 'Schließen',
  copied: 'Kopiert',
  copy: 'Kopieren',
  copyCommand: 'Befehl kopieren',
  copyId: (id) => `${id} kopieren`,
  details: 'Einzelheiten',
  dismiss: 'Ausblenden',
  inTerminal: 'So sieht das im Terminal aus',
  resize: 'Breite der Einzelansicht',
  tick: (name) => `${name} auswählen`,
  tickAll: 'Alle auswählen',
  showSecrets: 'Verborgene Werte zeigen',
  hideSecrets: 'Wieder verbergen',
};
