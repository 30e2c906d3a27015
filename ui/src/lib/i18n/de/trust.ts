import type { trust as english } from '../en/trust';
import { de } from '../plural';

export const trust: typeof english = {
  title: 'Bevor Sie es zum ersten Mal starten',
  publisher: {
    official: 'Offizielles Image',
    verified: (name: string) => `Geprüfter Herausgeber: ${name}`,
    verifiedPlain: 'Geprüfter Herausgeber',
    unknown: 'Von jemandem, für den niemand bürgt',
    here: 'Auf diesem Computer gemacht',
  },
  publisherHelp: {
    official: 'Eines der Images, um die sich Docker und die Hersteller gemeinsam kümmern.',
    verified: 'Die Registry hat geprüft, wer das ist.',
    unknown: 'Das ist üblich und heißt nichts Schlechtes. Jeder kann ein Image veröffentlichen.',
    here: 'Es kam aus einem Bau oder einer Datei hier, nicht aus einer Registry.',
  },
  signed: {
    verified: 'Von jemandem signiert, dem Sie vertrauen',
    present: 'Signiert',
    wrong: 'Die Signatur passt nicht zum Schlüssel, dem Sie vertrauen',
    no: 'Nicht signiert',
    unknown: 'Signatur nicht bekannt',
  },
  signedHelp: {
    verified: 'Die Signatur stimmt mit dem Schlüssel überein, dem Sie für diesen Namen vertrauen.',
    present:
      'Es trägt eine Signatur. Von wem, lässt sich nicht sagen: für diesen Namen wird keinem Schlüssel vertraut.',
    wrong:
      'Es wurde nicht mit dem Schlüssel signiert, dem Sie für diesen Namen vertrauen. Starten Sie es nicht, bevor Sie wissen, warum.',
    no: 'Die meisten Images sind nicht signiert.',
    unknown: 'Die Registry konnte nicht gefragt werden.',
  },
  attested: (what: string) => `Bringt ${what} mit`,
  attestations: { sbom: 'eine Liste des Inhalts', provenance: 'einen Nachweis, wie es gebaut wurde' },
  made: (ago: string) => `Gemacht ${ago}`,
  old: (ago: string) => `Gemacht ${ago}, es könnte also neuere geben`,
  root: 'Startet darin mit allen Rechten (root)',
  user: (user: string) => `Startet als ${user}`,
  asks: (what: string) => `Möchte ${what}`,
  ports: (n: number, ports: string) => `${de(n, { one: 'Port', other: 'Ports' })} ${ports}`,
  volumes: (n: number, paths: string) =>
    `${de(n, { one: 'einen Ort zum Behalten', other: 'Orte zum Behalten' })} ${paths}`,
  asking: 'Die Registry wird gefragt, wer es gemacht hat',
  silent: 'Die Registry hat noch nicht geantwortet. Sie können weitermachen.',
  unknown: 'Mehr ist darüber nicht bekannt.',
  keys: {
    title: 'Vertraute Signaturschlüssel',
    lead: 'Images, deren Namen so beginnen, werden vor dem ersten Start mit dem Schlüssel geprüft.',
    none: 'Noch wird keinem Schlüssel vertraut. Signaturen werden gezeigt, aber nicht geprüft.',
    add: 'Einem Schlüssel vertrauen',
    addTitle: 'Einem Signaturschlüssel vertrauen',
    scope: 'Namen, die beginnen mit',
    scopePlaceholder: 'ghcr.io/acme/',
    scopeProblem: 'Der Anfang von Image-Namen mit einer Registry: ghcr.io/acme/',
    pem: 'Öffentlicher Schlüssel (PEM)',
    pemHelp: 'Der Text zwischen den Zeilen BEGIN PUBLIC KEY und END PUBLIC KEY, mit beiden Zeilen.',
    pemProblem: 'Das ist kein öffentlicher Schlüssel. Er beginnt mit -----BEGIN PUBLIC KEY-----.',
    pemPrivate:
      'Das ist ein privater Schlüssel. Er darf seinen Besitzer nie verlassen; nehmen Sie den öffentlichen.',
    save: 'Vertrauen',
    remove: 'Entfernen',
    removeOf: (scope: string) => `Schlüssel für ${scope} entfernen`,
    sure: (scope: string) => `Signaturen von ${scope} lassen sich dann nicht mehr prüfen.`,
    keep: 'Behalten',
    removed: 'Der Schlüssel ist entfernt.',
  },
  settings: {
    title: 'In Images hineinsehen',
    automatic: 'Von selbst hineinsehen',
    automaticHelp:
      'Nach dem Herunterladen, nach einem Bau, oder wenn neuere Listen bekannter Probleme da sind.',
    firstVerdict: 'Früh ein erstes Urteil zeigen',
    firstVerdictHelp:
      'Liest die Paketliste, bevor die Engine das Image gepackt hat. Dafür wird für einen Augenblick ein Container angelegt, der nie läuft, und wieder entfernt.',
    refresh: 'Listen bekannter Probleme erneuern',
    refreshHelp:
      'Gefragt wird nur nach Namen von Distributionen und Sprachen, nie nach dem, was in Ihren Images ist.',
    every: {
      never: 'Nur wenn ich frage',
      '6': 'Alle 6 Stunden',
      '24': 'Einmal am Tag',
      '168': 'Einmal in der Woche',
      other: (hours: number) => de(hours, { one: 'Jede Stunde', other: 'Alle # Stunden' }),
    },
    notify: 'Melden, wenn Ernstes behebbar ist',
    notifyHelp: 'Eine Meldung für alles zusammen, und nicht in den Ruhezeiten der Updates.',
    source: 'Woher die Listen kommen',
    sourceHelp: 'Eine Adresse, oder ein Ordner, der wie der öffentliche Export von OSV aufgebaut ist.',
    sourceOpen: 'Nicht verschlüsselt: wer dazwischen sitzt, kann die Listen ändern.',
    sourceProblem:
      'Eine Adresse beginnt mit https:// oder http://, ein Ordner mit / oder einem Laufwerk wie C:\\.',
    usePublic: 'Die öffentliche Liste nehmen',
    useThis: 'Nehmen',
    used: 'Beim nächsten Erneuern kommen die Listen von dort.',
  },
};
