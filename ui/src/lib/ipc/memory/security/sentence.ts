import type { Known, Language } from '../../generated';

interface Figures {
  fixable: number;
  serious: number;
  total: number;
}

/** The one sentence on top, as the app says it in either language. */
export function sentence({ fixable, serious, total }: Figures, known: Known, language: Language): string {
  const german = language === 'de';
  const pick = (en: string, de: string) => (german ? de : en);
  if (known === 'no')
    return pick('Nobody has looked into this image yet.', 'Noch hat niemand in dieses Image hineingesehen.');
  if (known === 'reading')
    return pick('The engine is packing the image.', 'Die Engine packt das Image gerade.');
  if (known === 'failed')
    return pick('This image could not be looked into.', 'In dieses Image konnte nicht hineingesehen werden.');
  if (fixable)
    return pick(
      `${fixable} of ${total} known problems can be fixed today, ${serious} of them serious.`,
      `${fixable} von ${total} bekannten Problemen sind heute behebbar, ${serious} davon ernst.`,
    );
  if (total)
    return pick(
      `${total} problems are known, and nobody can fix them yet.`,
      `${total} Probleme sind bekannt, und noch kann sie niemand beheben.`,
    );
  return pick('No known problem.', 'Kein bekanntes Problem.');
}
