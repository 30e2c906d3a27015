import type { containers as english } from '../en/containers';
import { de } from '../plural';

export const containers: typeof english = {
  title: 'Container',
  count: (all, running) =>
    `${de(all, { one: '#', other: '#' })}, ${de(running, { one: '# läuft', other: '# laufen' })}`,
  help: 'Ein Container ist eine laufende Kopie eines Images, mit eigenen Dateien und eigenem Netz.',
  onTheirOwn: 'Für sich allein',
  columns: { name: 'Name', state: 'Zustand', open: 'Öffnen' },
  empty: 'Noch keine Container',
  emptyHelp: 'Ein Container ist eine laufende Kopie eines Images, mit eigenen Dateien und eigenem Netz.',
  nothing: 'Kein Container passt',
  showAll: 'Alle zeigen',
  state: {
    created: 'Noch nicht gestartet',
    running: 'Läuft',
    paused: 'Angehalten',
    restarting: 'Startet neu',
    removing: 'Wird entfernt',
    exited: 'Gestoppt',
    dead: 'Konnte nicht entfernt werden',
    unknown: 'Unbekannt',
  },
};
