import type { Commands } from '../commands';
import type { ImageRow } from '../generated';
import { compare } from './inside/compare';
import { insideOf, layersOf, packagesOf } from './inside/derive';
import { contents, view } from './inside/files';
import type { MemoryKnown } from './known';

type InsideCommands = Pick<
  Commands,
  | 'imageInside'
  | 'imagePackages'
  | 'imageLayers'
  | 'imageFiles'
  | 'imageFile'
  | 'imageFileSave'
  | 'imageCompare'
  | 'documentSave'
>;

/** What is inside the twin's images, as far as it was looked into. */
export class MemoryInside implements InsideCommands {
  #known: MemoryKnown;
  /** Notes a call that changes something. */
  #call: (line: string) => void;

  constructor(known: MemoryKnown, call: (line: string) => void) {
    this.#known = known;
    this.#call = call;
  }

  imageInside: InsideCommands['imageInside'] = async (id, language) => {
    const row = this.#row(id);
    const knowledge = this.#known.of(row.id);
    const told = knowledge.known === 'yes' || knowledge.known === 'partly';
    const german = language === 'de';
    return {
      ...knowledge,
      inside: told ? insideOf(row, german ? 'de' : 'en', knowledge.known === 'yes') : null,
    };
  };
  imagePackages: InsideCommands['imagePackages'] = async (id) =>
    this.#told(id, [], (row, whole) => packagesOf(row, whole));
  imageLayers: InsideCommands['imageLayers'] = async (id) =>
    this.#told(id, [], (row, whole) => (whole ? layersOf(row) : []));
  imageFiles: InsideCommands['imageFiles'] = async (request) =>
    this.#told(request.image, { rows: [], more: 0 }, (row, whole) =>
      whole ? view(row, request) : { rows: [], more: 0 },
    );
  imageFile: InsideCommands['imageFile'] = async (id, layer, path, reveal) =>
    contents(this.#row(id), layer, path, reveal);
  imageFileSave: InsideCommands['imageFileSave'] = async (id, layer, path) => {
    this.#call(`imageFileSave ${id} ${layer} ${path}`);
    return `/home/me/${path.split('/').pop()}`;
  };
  imageCompare: InsideCommands['imageCompare'] = async (before, after) =>
    compare(this.#row(before), this.#row(after));
  documentSave: InsideCommands['documentSave'] = async (id, format) => {
    this.#call(`documentSave ${id} ${format}`);
    return `/home/me/image.${format}.json`;
  };

  #row(id: string): ImageRow {
    const row = this.#known.row(id);
    if (!row) throw { code: 'image.gone', facts: { image: id }, raw: 'no such image', actions: [] };
    return row;
  }

  #told<T>(id: string, nothing: T, tell: (row: ImageRow, whole: boolean) => T): T {
    const row = this.#row(id);
    const { known } = this.#known.of(row.id);
    if (known !== 'yes' && known !== 'partly') return nothing;
    return tell(row, known === 'yes');
  }
}
