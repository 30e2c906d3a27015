import type { images as english } from '../en/images';

export const images: typeof english = {
  title: 'Images',
  help: 'Ein Image ist eine verpackte App, bereit zum Starten.',
  columns: { name: 'Name', size: 'Größe', created: 'Erstellt', usedBy: 'Benutzt von' },
  unnamed: 'Ohne Namen',
  empty: 'Noch keine Images',
  emptyHelp: 'Ein Image ist eine verpackte App, bereit zum Starten. Holen Sie eines, um zu beginnen.',
  nothing: 'Kein Image passt',
  showAll: 'Alle zeigen',
};
