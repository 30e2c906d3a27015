import type { pull as english } from '../en/pull';

export const pull: typeof english = {
  title: 'Image holen',
  lead: 'Tippen Sie einen Namen, oder fügen Sie eine Adresse oder einen Befehl ein. Das Image wird heruntergeladen und liegt dann zum Starten bereit.',
  words: 'herunterladen laden pull image',
  platform: 'Gemacht für',
  platformTerm: 'Plattform',
  platformHelp: 'Images für einen anderen Prozessor laufen womöglich langsam oder gar nicht.',
  again: 'Es ist schon hier. Beim Holen wird nach einem neueren unter demselben Namen gesehen.',
  action: 'Holen',
  starting: 'Beginnt',
  mayClose: 'Sie können dies schließen. Das Herunterladen geht in der Aktivitätsliste weiter.',
  done: 'Es liegt jetzt auf diesem Rechner.',
  cancel: 'Herunterladen abbrechen',
  close: 'Im Hintergrund weiter',
  edit: 'Namen ändern',
  retry: 'Erneut versuchen',
  show: 'Image zeigen',
  run: 'Starten',
};
