import type { onboarding as english } from '../en/onboarding';
import { de } from '../plural';

export const onboarding: typeof english = {
  title: 'Drei Schritte zu einer laufenden Webseite',
  lead: 'Es dauert etwa eine Minute, und alles davon lässt sich wieder entfernen.',
  dismiss: 'Ich kenne mich aus',
  state: { todo: 'offen', busy: 'läuft', done: 'fertig', failed: 'hat nicht geklappt' },
  engine: {
    title: 'Eine Engine führt Ihre Container aus',
    done: (engine) => `${engine} antwortet.`,
    looking: 'Auf diesem Rechner wird eine gesucht.',
    what: 'Was ist eine Engine?',
  },
  image: {
    title: 'Einen kleinen Webserver holen',
    text: 'Ein Image ist eine verpackte App. nginx ist ein bekannter Webserver mit einer Willkommensseite.',
    get: (name) => `${name} holen`,
    local: 'Oder eines nehmen, das schon da ist',
    other: 'Oder einen anderen Namen eingeben',
    otherPlaceholder: 'httpd, ghcr.io/owner/app',
    use: 'Nehmen',
    done: (name) => `${name} ist auf diesem Rechner.`,
    change: 'Ein anderes nehmen',
    again: 'Noch einmal versuchen',
    cancelled: 'Das Herunterladen wurde abgebrochen.',
    offline: 'Ohne Internet geht es auch mit einem Image, das schon da ist.',
    noneLocal: 'Kein Image auf diesem Rechner öffnet einen Port.',
  },
  run: {
    title: 'Starten und die Seite öffnen',
    text: 'Ein Container ist das, was aus einem Image läuft. Die App sucht ihm einen freien Port.',
    start: 'Starten',
    done: (name) => `${name} läuft. Die Seite ist unter`,
    ended: (name) => `${name} hat von selbst wieder aufgehört. Warum, steht auf seiner eigenen Seite.`,
    noPage: (name) => `${name} läuft. Eine Webseite öffnet es nicht.`,
    open: 'Seite öffnen',
    show: 'Container zeigen',
    again: 'Noch einmal starten',
  },
  next: {
    title: 'Was Sie als Nächstes ansehen können',
    log: 'Sein Protokoll: Jeder Besuch der Seite ist eine Zeile',
    stop: 'Der Container: stoppen, wieder starten, entfernen',
    images: 'Ihre Images: was sonst noch laufen könnte',
    finish: 'Fertig, die Übersicht zeigen',
  },
  none: {
    title: 'Noch antwortet keine Engine',
    text: 'Container werden von einem Programm ausgeführt, der Engine: Podman oder Docker. Mooring zeigt und steuert sie.',
    searching: 'Auf diesem Rechner wird eine Engine gesucht',
    get: 'So bekommen Sie eine',
    found: (n) =>
      de(n, {
        one: 'An einer Stelle wurde gesucht. Sie antwortet nicht:',
        other: 'An # Stellen wurde gesucht. Keine antwortet:',
      }),
  },
  help: {
    title: 'Was ist eine Engine?',
    lead: 'Ein Programm, das Images herunterlädt und Container ausführt. Mooring braucht eine und bringt keine mit.',
    plain:
      'Podman und Docker tun dasselbe mit denselben Images. Sie brauchen nur eines davon. Es arbeitet im Hintergrund; Mooring ist das Fenster dazu.',
    system: 'Ihr System',
    systems: { linux: 'Linux', mac: 'macOS', windows: 'Windows' },
    distributions: { apt: 'Debian, Ubuntu, Mint', dnf: 'Fedora, RHEL', pacman: 'Arch', zypper: 'openSUSE' },
    podmanLinux: 'Empfohlen: Podman',
    podmanLinuxText:
      'Es läuft als Ihr eigener Nutzer (rootless), braucht nach der Installation keinen Administrator, und Mooring startet es für Sie.',
    install: 'Im Terminal installieren',
    thenSearch: 'Dann erneut suchen. Mooring startet es.',
    dockerLinux: 'Oder Docker',
    dockerText: 'Ein Dienst des Systems. Installieren und starten:',
    groupTitle: 'Ihr Nutzer darf nicht mit Docker sprechen?',
    groupText:
      'Docker lässt nur Mitglieder der Gruppe docker herein. Diese Gruppe bedeutet Administratorrechte auf diesem Rechner, denn Container können jede seiner Dateien bekommen.',
    groupCommand: 'Sich selbst in die Gruppe aufnehmen',
    groupLogin: 'Das gilt ab der nächsten Anmeldung: ab- und wieder anmelden, dann erneut suchen.',
    rootlessInstead: 'Sicherer: Podman ohne root, das keine Gruppe und keinen Administrator braucht.',
    podmanMac: 'Empfohlen: Podman',
    podmanMacText: 'Container brauchen Linux. Podman betreibt dafür eine kleine Linux-Maschine.',
    machine: 'Ihre Maschine anlegen und starten',
    dockerDesktop: 'Oder Docker Desktop',
    dockerDesktopText: 'Installieren, einmal öffnen und die Bedingungen annehmen. Dann erneut suchen.',
    windowsText:
      'Container brauchen Linux. Windows bringt es mit (WSL); es muss einmal als Administrator eingeschaltet werden.',
    wsl: 'WSL einschalten, dann den Rechner neu starten',
    virtualization:
      'Schlägt das fehl, schalten Sie die Virtualisierung in der Firmware des Rechners (BIOS oder UEFI) ein.',
    search: 'Erneut suchen',
    stillNone: 'Noch antwortet keine Engine.',
    answers: (engine) => `${engine} antwortet.`,
  },
};
