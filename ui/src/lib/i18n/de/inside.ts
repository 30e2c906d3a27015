import type { inside as english } from '../en/inside';
import { de } from '../plural';
import { insideViews } from './insideViews';

const files = (n: number) => de(n, { one: '# Datei', other: '# Dateien' });

/** Was in einem Image steckt: seine eigene Seite. */
export const inside: typeof english = {
  ...insideViews,
  open: 'Seite öffnen',
  back: 'Zurück zu den Images',
  tabs: {
    label: 'Was man über das Image wissen sollte',
    inside: 'Was steckt drin',
    run: 'So startet man es',
    problems: 'Probleme',
    layers: 'Schichten und Dateien',
    packages: 'Pakete',
    used: 'Benutzt von',
  },
  made: (ago) => `gemacht ${ago}`,
  actions: {
    look: 'Hineinsehen',
    again: 'Neu prüfen',
    rest: 'Den Rest lesen',
    compare: 'Vergleichen mit…',
    cyclonedx: 'Teileliste speichern (SBOM, CycloneDX)',
    spdx: 'Teileliste speichern (SBOM, SPDX)',
    more: 'Was man mit dem Image noch tun kann',
  },
  saved: (path) => `Gespeichert als ${path}`,
  badges: {
    label: 'Kurz gesagt',
    fixable: (n, total) =>
      de(n, {
        one: `# von ${total} Problemen lässt sich heute beheben`,
        other: `# von ${total} Problemen lassen sich heute beheben`,
      }),
    unfixable: (n) =>
      de(n, {
        one: '# bekanntes Problem, noch nicht behebbar',
        other: '# bekannte Probleme, noch nicht behebbar',
      }),
    clean: 'Keine bekannten Probleme',
    nothingNamed: 'Nichts zum Vergleichen: es nennt keine Pakete',
    noList: 'Nicht mit bekannten Problemen verglichen',
    root: 'Startet als root',
    unknownUser: (user) => `Startet nicht: kein Benutzer ${user} darin`,
    user: (user) => `Startet als ${user}`,
    supported: (os, until) => (until ? `${os} wird bis ${until} gepflegt` : `${os} wird gepflegt`),
    longTerm: (os, until) =>
      until ? `${os}: nur noch Langzeitpflege, bis ${until}` : `${os}: nur noch Langzeitpflege`,
    ended: (os, since) =>
      since ? `${os} wird seit ${since} nicht mehr gepflegt` : `${os} wird nicht mehr gepflegt`,
    rolling: (os) => `${os} ist immer das neueste`,
  },
  face: {
    notYet: 'Noch hat niemand hineingesehen',
    notYetHelp:
      'Hineinsehen zeigt, woraus das Image besteht und welche bekannten Probleme es hat. Die Engine packt dafür das Image; nichts verlässt diesen Computer.',
    packing: 'Die Engine packt das Image',
    reading: 'Der Inhalt wird gelesen',
    readingHelp: 'Ein großes Image braucht beim ersten Mal eine Minute. Danach ist es bekannt.',
    failed: 'Hineinsehen ging nicht',
    partly: 'Ein erstes Urteil. Der Rest wird gelesen.',
    half: 'Bisher sind nur die Einstellungen und die Pakete der Distribution bekannt.',
    needsAll: 'Schichten und Dateien sind bekannt, sobald das ganze Image gelesen ist.',
    loading: 'Es wird nachgesehen, was bekannt ist',
  },
  parts: {
    code: 'Code',
    runtime: 'Laufzeit',
    system: 'System & Bibliotheken',
    settings: 'Einstellungen',
    leftovers: 'Überbleibsel',
    hidden: 'Verdeckt',
  },
  map: {
    label:
      'Was den Platz braucht. Pfeiltasten gehen von Kachel zu Kachel, die Eingabetaste zeigt eine in der Tabelle darunter.',
    tile: (name, size, part) => `${name}, ${size}, ${part}`,
    tip: (name, exact, what, step) => `${name}: ${exact}. ${what}, Schritt ${step}.`,
    more: (n, what) => [de(n, { one: '# weiteres', other: '# weitere' }), what].filter(Boolean).join(' '),
  },
  legend: {
    code: (own, libraries, largest, unknown) =>
      [
        own ? `Eigenes: ${files(own)}.` : 'Keine eigenen Dateien.',
        libraries
          ? `${de(libraries, { one: '# Bibliothek', other: '# Bibliotheken' })} bringt es mit${largest ? `, am größten ${largest}` : ''}.`
          : '',
        unknown
          ? de(unknown, {
              one: '# Programm sagt nicht, woraus es besteht.',
              other: '# Programme sagen nicht, woraus sie bestehen.',
            })
          : '',
      ]
        .filter(Boolean)
        .join(' '),
    unread: 'Noch nicht gelesen.',
    noCode: 'Über die Basis hinaus kam nichts dazu.',
    runtime: (names) => `${names}: führt den Code aus.`,
    noRuntime: 'Keine: das Programm braucht keine Sprachlaufzeit.',
    system: (os, packages) =>
      packages ? `${os}, ${de(packages, { one: '# Paket', other: '# Pakete' })}.` : `${os}.`,
    made: (size) => `${size} entstanden beim Installieren.`,
    noSystem: 'Keine Distribution: keine Shell, keine Paketverwaltung.',
    tools: 'Werkzeuge und Bibliotheken',
    settings: (parts) => `${parts}.`,
    command: 'Ein Befehl',
    noCommand: 'Kein Befehl',
    env: (n) => de(n, { one: '# Umgebungswert', other: '# Umgebungswerte' }),
    ports: (n, ports) => de(n, { one: `Port ${ports}`, other: `Ports ${ports}` }),
    noHealth: 'keine Zustandsprüfung',
    health: 'eine Zustandsprüfung',
    leftovers: 'Caches, Protokolle und Paketlisten, die zum Laufen niemand braucht.',
    smaller: (share) => `Eine Zeile im Dockerfile macht das Image ${share} kleiner.`,
    hidden: (n) =>
      de(n, {
        one: '# Datei, die ein späterer Schritt löscht oder ersetzt. Geladen wird sie trotzdem.',
        other: '# Dateien, die spätere Schritte löschen oder ersetzen. Geladen werden sie trotzdem.',
      }),
  },
  table: {
    title: 'Alles, was drin ist',
    name: 'Name',
    version: 'Version',
    kind: 'Was es ist',
    layer: 'Schritt',
    files: 'Dateien',
    size: 'Größe',
    step: (n) => `Schritt ${n}`,
    small: 'Viel Kleines',
    nothing: 'Nichts passt',
    showAll: 'Alle zeigen',
  },
  kinds: {
    yours: 'Eigene Dateien',
    library: 'Mitgebrachte Bibliothek',
    runtime: 'Sprachlaufzeit',
    package: 'Paket der Distribution',
    generated: 'Beim Installieren entstanden',
    config: 'Konfiguration',
    changedConfig: 'Geänderte Konfiguration',
    unknownProgram: 'Programm, Inhalt unbekannt',
    others: 'Zu klein zum Aufzählen',
    packageCache: 'Paketlisten und Archive',
    cache: 'Cache',
    log: 'Protokolle',
    temporary: 'Temporäre Dateien',
    compiled: 'Beim Installieren übersetzt',
    packageDatabase: 'Paketdatenbank',
  },
  reasons: {
    deleted: 'gelöscht',
    overwritten: 'überschrieben',
    onlyPermissions: 'für andere Rechte kopiert',
    writtenAgain: 'unverändert neu geschrieben',
    moved: 'verschoben',
    directoryReplaced: 'mit seinem Ordner ersetzt',
  },
  smaller: {
    title: 'Kleiner machen',
    saves: (size, share, what) => `Spart ${size} (${share} des Images): ${what}.`,
    copy: 'Im Dockerfile',
    hidden: (size, n) =>
      `${size} in ${files(n)} stecken im Image und sind darin nicht zu sehen, weil spätere Schritte sie verdecken. Löschen in einem späteren Schritt macht ein Image nicht kleiner.`,
    wasted: (step, reason, by) => `aus Schritt ${step}, ${reason} in Schritt ${by}`,
    more: (n) => de(n, { one: 'und # weitere Datei', other: 'und # weitere Dateien' }),
    nothing: 'Nichts zu sparen: keine Überbleibsel, die eine Zeile wert wären, nichts verdeckt.',
  },
  base: {
    title: 'Worauf es gebaut ist',
    how: {
      layers: (n) =>
        de(n, {
          one: 'Sicher: seine Schicht ist die unterste dieses Images.',
          other: 'Sicher: seine # Schichten sind die untersten dieses Images.',
        }),
      labels: () => 'Das Image sagt es in seinen Labels.',
      guess: () => 'Vermutet aus der Distribution und den Bauschritten.',
    },
    newer: (reference) => `Es gibt ein neueres: ${reference}.`,
    fixes: (n) =>
      de(n, {
        one: 'Darauf neu zu bauen behebt # Problem.',
        other: 'Darauf neu zu bauen behebt # Probleme.',
      }),
    fixesUnknown: 'Neu zu bauen bringt dessen Korrekturen; wie viele, ist noch nicht bekannt.',
    noNewer: 'Ein neueres ist nicht bekannt.',
    copy: 'Erste Zeile des Dockerfiles',
  },
  run: {
    command: 'Befehl',
    commandHelp: 'Ein Container dieses Images startet das.',
    commandNone: 'Startet von sich aus nichts. Sagen Sie, was laufen soll.',
    program: 'Entrypoint',
    programHelp: 'Das wird zuerst gestartet und bekommt den Befehl.',
    ports: 'Ports',
    portsHelp: 'Die App darin hört hier. Beim Starten öffnet sich für jeden ein Port auf diesem Computer.',
    portsNone: 'Es sagt von keinem Port, dass es darauf hört.',
    volumes: 'Daten',
    volumesHelp: 'Hier liegen seine Daten. In einem Volume überleben sie den Container.',
    volumesNone:
      'Es nennt keinen Ordner, der bleiben soll. Was es schreibt, verschwindet mit dem Container, wenn Sie nichts einhängen.',
    env: 'Umgebung',
    envHelp: 'Mit diesen Werten startet es. Jeder lässt sich beim Starten anders setzen.',
    envNone: 'Es bringt keine Umgebungswerte mit.',
    secret: 'nicht gezeigt, sieht wie ein Geheimnis aus',
    user: 'Benutzer',
    userRoot: 'Startet als root und darf im Container alles.',
    userUnknown: 'Das Image kennt diesen Benutzer nicht: ein Container daraus wird nicht starten.',
    userOther: 'Startet nur mit den Rechten dieses Benutzers.',
    folder: 'Arbeitsordner',
    folderHelp: 'Befehle beginnen hier.',
    health: 'Zustandsprüfung',
    healthHelp: 'Das führt die Engine ab und zu aus, um zu sehen, ob die App noch arbeitet.',
    healthYes: 'Es bringt eine mit. Die Engine führt sie ab und zu aus.',
    healthNone: 'Keine: die Engine weiß nur, ob das Programm läuft, nicht ob es arbeitet.',
    stop: 'Stoppsignal',
    stopHelp: 'Das schickt die Engine, um es anzuhalten.',
    labels: 'Labels',
    labelsHelp: 'Was sein Hersteller dazu vermerkt hat.',
    line: 'Der kürzeste Weg, es im Terminal zu starten',
  },
  used: {
    empty: 'Kein Container ist daraus gemacht',
    emptyHelp: 'Starten Sie es, und der Container erscheint hier.',
    running: 'Läuft',
    stopped: 'Läuft nicht',
  },
  palette: {
    look: (name) => `Zeigen, was in ${name} steckt`,
    compare: (name) => `${name} mit einem anderen Image vergleichen`,
    sbom: (name) => `Teileliste (SBOM) von ${name} speichern`,
    words: 'scan prüfen schichten pakete',
  },
};
