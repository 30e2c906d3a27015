export const settings = {
  title: 'Settings',
  appearance: 'Appearance',
  theme: 'Colors',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  language: 'Language',
  languages: { system: 'As the system', en: 'English', de: 'Deutsch' },
};
