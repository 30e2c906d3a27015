import type { Commands } from '../commands';

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

/** What is inside images that nobody has looked into. */
export class MemoryInside implements InsideCommands {
  imageInside: InsideCommands['imageInside'] = async () => ({
    known: 'no',
    job: null,
    problem: null,
    inside: null,
  });
  imagePackages: InsideCommands['imagePackages'] = async () => [];
  imageLayers: InsideCommands['imageLayers'] = async () => [];
  imageFiles: InsideCommands['imageFiles'] = async () => ({ rows: [], more: 0 });
  imageFile: InsideCommands['imageFile'] = async () => ({ bytes: 0, text: '', cut: false, secret: false });
  imageFileSave: InsideCommands['imageFileSave'] = async () => null;
  imageCompare: InsideCommands['imageCompare'] = async (before: string, after: string) => ({
    before: { id: before },
    after: { id: after },
    bytesBefore: 0,
    bytesAfter: 0,
    sharedLayers: 0,
    packages: [],
    settings: [],
    fixed: [],
    new: [],
  });
  documentSave: InsideCommands['documentSave'] = async () => null;
}
