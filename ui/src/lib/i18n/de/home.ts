import type { home as english } from '../en/home';
import { de } from '../plural';

export const home: typeof english = {
  title: 'Übersicht',
  actions: { run: 'Image starten', pull: 'Holen', build: 'Bauen' },
  verdict: {
    looking: 'Suche nach einer Engine',
    loading: 'Es wird nachgesehen',
    fine: 'Alles ist in Ordnung',
    empty: 'Bereit, und noch läuft nichts',
    attention: (n) =>
      de(n, { one: '# Container braucht einen Blick', other: '# Container brauchen einen Blick' }),
    lost: 'Die Engine antwortet nicht',
    failed: 'Die Container konnten nicht gelesen werden',
  },
  answers: (engine) => `${engine} antwortet`,
  lastSeen: (engine, ago) => `${engine} antwortet nicht mehr (${ago}). Unten steht, was zuletzt bekannt war.`,
  attention: 'Braucht einen Blick',
  why: {
    restarting: (times) =>
      times > 0 ? de(times, { one: 'Startet neu, #-mal', other: 'Startet neu, #-mal' }) : 'Startet neu',
    unhealthy: 'Läuft, aber die Gesundheitsprüfung schlägt fehl',
    outOfMemory: 'Der Speicher ging aus',
    failed: (code) => `Endete mit einem Fehler (Exit-Code ${code})`,
    notStarted: 'Konnte nicht gestartet werden',
    dead: 'Konnte nicht entfernt werden',
  },
  more: (n) => de(n, { one: 'und # weiterer', other: 'und # weitere' }),
  containers: 'Container',
  running: (running, all) => `${running} von ${all} laufen`,
  unread: 'Konnte nicht gelesen werden.',
  noneRunning: 'Keiner läuft.',
  since: (time) => `seit ${time}`,
  allContainers: 'Alle Container',
  images: 'Images',
  imageCount: (n, size) => `${de(n, { one: '# Image', other: '# Images' })}, ${size}`,
  unused: (n) =>
    de(n, { one: '# wird von keinem Container benutzt', other: '# werden von keinem Container benutzt' }),
  engine: 'Engine',
  engineFacts: {
    name: 'In Gebrauch',
    machine: 'Rechner',
    cpus: (n) => de(n, { one: '# Prozessor', other: '# Prozessoren' }),
    memory: (size) => `${size} Speicher`,
    rights: 'Rechte',
    rootless: 'nur Ihr eigener Nutzer (rootless)',
    rootful: 'Administrator (root)',
    address: 'Adresse',
  },
  disk: 'Festplatte',
  diskHelp: 'Was die Engine auf der Festplatte behält.',
  diskKinds: {
    images: 'Images',
    containers: 'Änderungen in Containern',
    volumes: 'Daten in Volumes',
    buildCache: 'Build-Cache',
  },
  diskColumns: { kind: 'Was', size: 'Größe' },
  total: 'Zusammen',
  activity: 'Aktivität',
  noActivity: 'Noch ist nichts gelaufen.',
  allActivity: 'Alle Aktivität',
};
