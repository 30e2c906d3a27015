export const settings = {
  title: 'Settings',
  engines: 'Engines',
  appearance: 'Appearance',
  theme: 'Colors',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  language: 'Language',
  languages: { system: 'As the system', en: 'English', de: 'Deutsch' },
  sidebar: 'Sidebar shows icons only',
  data: 'Data',
  dataDir: 'Kept in',
  dataHelp:
    'Settings, the list of activities and their output. Your images, containers and volumes are with the engine, not here.',
  version: 'Version',
  keyboard: 'Keyboard',
  keyboardHelp: 'Everything works without a mouse.',
  shortcuts: 'Show all shortcuts',
};
