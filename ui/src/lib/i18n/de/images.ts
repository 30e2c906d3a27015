import type { images as english } from '../en/images';
import { de } from '../plural';

const made = (n: number) =>
  de(n, { one: '# Container ist daraus gemacht', other: '# Container sind daraus gemacht' });

export const images: typeof english = {
  title: 'Images',
  count: (all, size) => `${all}, ${size}`,
  columns: {
    name: 'Name',
    tag: 'Tag',
    size: 'Größe',
    created: 'Erstellt',
    platform: 'Plattform',
    usedBy: 'Benutzt von',
  },
  unnamed: 'Ohne Namen',
  danglingHelp: 'Übrig, seit ein neueres seinen Namen bekam',
  more: (n) => `+${n}`,
  running: 'läuft',
  stopped: 'läuft nicht',
  show: { label: 'Welche Images', all: 'Alle', unused: 'Unbenutzt', dangling: 'Ohne Namen' },
  selected: (n, size) => `${de(n, { one: '# ausgewählt', other: '# ausgewählt' })}, ${size}`,
  clear: 'Auswahl aufheben',
  empty: 'Noch keine Images',
  emptyHelp:
    'Ein Image ist eine verpackte App, bereit zum Starten. Holen Sie eines aus einer Registry oder bauen Sie ein eigenes.',
  nothing: 'Kein Image passt',
  showAll: 'Alle zeigen',
  pull: 'Image holen',
  build: 'Bauen',
  actions: {
    open: 'Öffnen',
    run: 'Starten',
    tag: 'Namen hinzufügen',
    untag: (name) => `Den Namen ${name} entfernen`,
    remove: 'Entfernen',
    more: 'Weitere Aktionen',
  },
  platform: {
    emulated: 'läuft durch Emulation langsamer',
    foreign: 'nicht für diesen Rechner',
  },
  blueprint: (n) =>
    n === 0
      ? 'Ein Image ist der Bauplan, ein Container das, was läuft. Noch ist keiner daraus gemacht.'
      : `Ein Image ist der Bauplan, ein Container das, was läuft. ${made(n)}.`,
  sentence: {
    runs: (program) => `Führt ${program} aus`,
    nothing: 'Hat keinen eigenen Befehl',
    listens: (n, ports) =>
      de(n, { one: `lauscht auf Port ${ports}`, other: `lauscht auf den Ports ${ports}` }),
    keeps: (folders) => `legt Daten in ${folders} ab`,
    root: 'startet als root',
    user: (user) => `startet als Nutzer ${user}`,
  },
  facts: {
    names: 'Namen',
    namesHelp: 'Ein Image kann mehrere Namen (Tags) haben. Es bleibt, solange einer übrig ist.',
    command: 'Befehl',
    commandHelp: 'Was ein Container ausführt, wenn Sie nichts anderes sagen (CMD).',
    entrypoint: 'Startprogramm',
    entrypointHelp: 'Das Programm, das zuerst startet und den Befehl bekommt (Entrypoint).',
    ports: 'Ports',
    portsHelp:
      'Darauf lauscht die App innen (Exposed Ports). Beim Starten werden sie auf diesem Rechner geöffnet.',
    volumes: 'Daten',
    volumesHelp: 'Ordner, in denen die App Daten ablegt (Volumes). Als Volume überleben sie den Container.',
    user: 'Nutzer',
    userHelp: 'Wer das Programm im Container ist.',
    rootUser: 'root, der im Container alles darf',
    workingDir: 'Arbeitsordner',
    env: 'Umgebung',
    envHelp: 'Einstellungen, die das Image mitbringt (Umgebungsvariablen).',
    health: 'Gesundheitsprüfung',
    healthHelp: 'Ein Befehl, mit dem die Engine von Zeit zu Zeit prüft, ob die App noch arbeitet.',
    hasHealth: 'Ja, das Image bringt eine mit',
    noHealth: 'Keine',
    layers: 'Schichten',
    layersHelp: 'Ein Image ist ein Stapel von Schichten. Was Images gemeinsam haben, liegt nur einmal da.',
    size: 'Größe',
    sizeHelp: 'Alle Schichten, entpackt. Manche teilt es sich vielleicht mit anderen Images.',
    created: 'Erstellt',
    platform: 'Plattform',
    platformHelp: 'Das System und der Prozessor, für die es gemacht ist.',
    id: 'ID',
    digest: 'Digest',
    digestHelp: 'Benennt genau diesen Inhalt in der Registry, was auch immer der Tag später bedeutet.',
    usedBy: 'Benutzt von',
    usedByHelp: 'Container, die daraus gemacht sind. Auch ein gestoppter zählt.',
    noUsers: 'Von keinem Container',
    none: 'Keine',
  },
  reveal: (name) => `Wert von ${name} zeigen`,
  hide: (name) => `Wert von ${name} verbergen`,
  hidden: 'verborgen',
  lastName: 'Sein einziger Name. Geben Sie ihm erst einen anderen, oder entfernen Sie das ganze Image.',
  untagged: (name) => `Der Name ${name} ist weg. Das Image ist noch da.`,
  tagDialog: {
    title: (name) => `Noch ein Name für ${name}`,
    lead: 'Beide Namen meinen dasselbe Image; kopiert wird nichts.',
    name: 'Neuer Name',
    help: 'Ein Name sieht aus wie shop/web:1. Ohne Teil hinter dem Doppelpunkt bekommt er latest.',
    becomes: (name) => `Es wird ${name} heißen.`,
    own: 'Diesen Namen hat das Image schon.',
    moves: (owner) => `Diesen Namen hat jetzt ein anderes Image (${owner}). Es verliert ihn an dieses.`,
    confirm: 'Namen hinzufügen',
    done: (name) => `Das Image heißt nun auch ${name}`,
  },
  removal: {
    title: (n, name) => (n === 1 ? `${name} entfernen?` : de(n, { one: '', other: '# Images entfernen?' })),
    cannot: (n, name) =>
      n === 1
        ? `${name} kann jetzt nicht entfernt werden`
        : de(n, { one: '', other: 'Diese # Images können jetzt nicht entfernt werden' }),
    frees: (size) => `Macht bis zu ${size} frei, weniger, wo andere Images dieselben Schichten benutzen.`,
    pullable: (size) => `${size}, kann wieder geholt werden`,
    local: (size) => `${size}, kann nicht wieder geholt werden`,
    alias: 'noch ein Name davon',
    localWarning: (n) =>
      de(n, {
        one: 'Eines kam aus keiner Registry. Es wurde hier gebaut oder geladen und kann nicht noch einmal geholt werden.',
        other:
          '# davon kamen aus keiner Registry. Sie wurden hier gebaut oder geladen und können nicht noch einmal geholt werden.',
      }),
    kept: (n) =>
      de(n, { one: 'Eines bleibt, weil es benutzt wird:', other: '# bleiben, weil sie benutzt werden:' }),
    keptOnly:
      'Ein Container ist daraus gemacht, und auch ein gestoppter zählt. Entfernen Sie erst den Container.',
    confirm: (n) => de(n, { one: 'Image entfernen', other: '# Images entfernen' }),
    done: (n, name) =>
      n === 1 ? `${name} wurde entfernt` : de(n, { one: '', other: '# Images wurden entfernt' }),
    again: 'Wieder holen',
  },
};
