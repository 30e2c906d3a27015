import type { typed as english } from '../en/typed';

export const typed: typeof english = {
  label: 'Image',
  placeholder: 'Zum Beispiel nginx oder postgres:17',
  understood: 'Verstanden als',
  putRight: 'Berichtigt',
  present: 'Schon auf diesem Rechner',
  notHere: 'Noch nicht auf diesem Rechner',
  corrections: {
    spaces: 'Leerzeichen entfernt',
    command: 'das Image aus dem Befehl genommen',
    options: 'die Optionen des Befehls weggelassen',
    scheme: 'https:// entfernt',
    hubPage: 'den Namen aus der Seitenadresse genommen',
    upperCase: 'kleingeschrieben',
    quotes: 'Anführungszeichen entfernt',
    punctuation: 'übrige Satzzeichen entfernt',
  },
  suggestions: 'Images auf diesem Rechner',
  ownPlatform: (platform) => `Die dieses Rechners (${platform})`,
  anyPlatform: 'Die der Engine',
};
