import type { home as english } from '../en/home';

export const home: typeof english = {
  title: 'Übersicht',
  help: 'Ist alles in Ordnung?',
};
