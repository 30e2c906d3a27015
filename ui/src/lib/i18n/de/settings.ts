import type { settings as english } from '../en/settings';

export const settings: typeof english = {
  title: 'Einstellungen',
  engines: 'Engines',
  appearance: 'Aussehen',
  theme: 'Farben',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  language: 'Sprache',
  languages: { system: 'Wie das System', en: 'English', de: 'Deutsch' },
  sidebar: 'Seitenleiste zeigt nur Symbole',
  data: 'Daten',
  dataDir: 'Liegen in',
  dataHelp:
    'Einstellungen, die Liste der Aktivitäten und ihre Ausgabe. Ihre Images, Container und Volumes liegen bei der Engine, nicht hier.',
  version: 'Version',
  keyboard: 'Tastatur',
  keyboardHelp: 'Alles geht ohne Maus.',
  shortcuts: 'Alle Tastenkürzel zeigen',
};
