import type { registries as english } from '../en/registries';

export const registries: typeof english = {
  title: 'Registries',
  lead: 'Woher Images kommen und wohin sie gehen. Die meisten stehen allen offen; private und das Hochladen brauchen eine Anmeldung.',
  hub: 'Docker Hub',
  signIn: 'Anmelden',
  signInTo: (registry) => `Bei ${registry} anmelden`,
  words: 'login anmelden konto passwort token registry',
  none: 'Keine Anmeldung bekannt. Öffentliche Images lassen sich ohne eine holen.',
  someone: 'Jemand',
  as: (user) => `als ${user}`,
  inUse: 'In Gebrauch',
  inUseHelp: 'Von mehreren Anmeldungen für eine Registry wird diese benutzt.',
  notUsed: 'Nicht benutzt, eine andere kommt zuerst',
  source: {
    keychain: 'Im Schlüsselbund des Systems, von Mooring dort abgelegt',
    session: 'Im Speicher, bis Mooring endet',
    file: 'In einer Datei von Mooring, die nur Sie lesen können',
    dockerConfig: (path) =>
      path ? `Aus den Einstellungen von Docker, ${path}` : 'Aus den Einstellungen von Docker',
    dockerHelper: (helper) =>
      helper ? `Aus dem Passwortprogramm von Docker, ${helper}` : 'Aus dem Passwortprogramm von Docker',
    podmanAuth: (path) =>
      path ? `Aus den Einstellungen von Podman, ${path}` : 'Aus den Einstellungen von Podman',
  },
  check: 'Prüfen',
  checkOf: (registry) => `Anmeldung bei ${registry} prüfen`,
  checked: (registry) => `${registry} nimmt diese Anmeldung an.`,
  signOut: 'Abmelden',
  signOutOf: (registry) => `Bei ${registry} abmelden`,
  sure: (registry) => `Mooring vergisst das Passwort für ${registry}.`,
  keep: 'Angemeldet bleiben',
  signedOut: (registry) => `Bei ${registry} abgemeldet`,
  theirs: 'Sie gehört nicht uns. Zum Abmelden dort:',
  theirsHelp: 'Sie gehört nicht uns. Melden Sie sich dort ab, wo sie gemacht wurde.',
  dialog: {
    lead: 'Die Registry wird gefragt, ob sie stimmt, bevor etwas aufgehoben wird.',
    registry: 'Registry',
    otherRegistry: 'Andere Registry',
    address: 'Adresse',
    addressHelp: 'Etwa registry.example.com:5000, ohne https://.',
    change: 'Andere Registry',
    user: 'Benutzername',
    secret: 'Passwort oder Token',
    reveal: 'Getipptes zeigen',
    hide: 'Getipptes verbergen',
    where: 'Aufheben',
    places: {
      keychain: 'Im Schlüsselbund',
      session: 'Bis Mooring endet',
      file: 'In einer Datei',
    },
    placesHelp: {
      keychain: 'Der Passwortspeicher des Systems, zusammen mit Ihrem Konto verschlossen.',
      session: 'Nur im Speicher. Der nächste Start muss wieder fragen.',
      file: 'Als Klartext in einer Datei, die nur Ihr Konto lesen kann. Wer an Ihre Dateien oder eine Sicherung davon kommt, kann das Passwort lesen.',
    },
    action: 'Anmelden',
    replaces: (user) => `Hier sind Sie als ${user} angemeldet. Von da an gilt die neue Anmeldung.`,
    done: (registry, user) => `Bei ${registry} als ${user} angemeldet`,
    verified: (registry) =>
      `${registry} wurde mit diesem Namen und Passwort gefragt und hat beides angenommen.`,
    kept: {
      keychain: 'Das Passwort liegt im Schlüsselbund des Systems, nur für Mooring.',
      session: 'Das Passwort bleibt im Speicher, bis Mooring endet.',
      file: 'Das Passwort liegt in einer Datei, die nur Ihr Konto lesen kann.',
    },
    kin: 'Mooring nutzt sie zum Holen, Hochladen und Prüfen. Docker und Podman auf der Kommandozeile haben eigene Anmeldungen.',
    behind:
      'Eine andere Anmeldung dafür kommt zuerst und bleibt in Gebrauch; die Einstellungen zeigen, welche.',
    finish: 'Fertig',
    back: 'Zurück',
  },
  tokens: {
    'docker.io':
      'Docker Hub nimmt statt des Passworts ein Zugriffstoken und verlangt eines bei der Anmeldung in zwei Schritten: Account settings, Personal access tokens. Read genügt zum Holen, Hochladen braucht Read & Write.',
    'ghcr.io':
      'GitHub nimmt hier Ihr Passwort nicht. Nötig ist ein Personal access token (classic) mit read:packages, zum Hochladen mit write:packages.',
    'quay.io':
      'Am besten ein Robot-Konto (name+robot) mit seinem Token, oder das verschlüsselte Passwort aus Account settings, CLI password.',
    'registry.gitlab.com':
      'GitLab nimmt ein Personal access token oder Deploy token mit read_registry, zum Hochladen mit write_registry.',
    aws: 'Amazon ECR: Der Benutzername ist AWS, das Passwort kommt von „aws ecr get-login-password“ und gilt 12 Stunden.',
    azure: 'Azure: Name und Passwort eines Tokens für die Registry oder eines Dienstprinzipals.',
    google:
      'Google: Benutzername oauth2accesstoken mit einem Token von gcloud, oder _json_key mit einer ganzen Schlüsseldatei.',
    other: 'Das Passwort oder Zugriffstoken, das Sie von dieser Registry haben.',
  },
  before: {
    looking: 'Fragt die Registry, wofür es gemacht ist',
    fits: (size) => (size ? `Passt zu diesem Rechner, etwa ${size} zu laden` : 'Passt zu diesem Rechner'),
    chosen: (platform) => `Es ist für ${platform} gemacht`,
    misfit: (own) => `Passt nicht zu diesem Rechner (${own})`,
    missing: (platform) => `Es ist nicht für ${platform} gemacht`,
    madeFor: (platforms) => `Es ist für ${platforms} gemacht.`,
    misfitHelp:
      'Es würde nicht starten, oder nur langsam, wo die Engine einen anderen Prozessor nachahmen kann. Suchen Sie einen anderen Tag oder ein anderes Image.',
    unknown: 'Wofür es gemacht ist, ließ sich nicht herausfinden',
    budget: (registry, left, all, ago) =>
      `${registry} erlaubt noch ${left} von ${all} Abrufen, Stand ${ago}.`,
    budgetWindow: (hours) => `Nach ${hours} beginnt die Zählung neu.`,
    budgetHelp: 'Angemeldet ist die Grenze höher.',
  },
};
