import type { Commands } from '../commands';
import type { ImageRow, JobView, Resource } from '../generated';
import { settings } from './data';

type SecurityCommands = Pick<
  Commands,
  | 'imageScan'
  | 'scanAll'
  | 'imageFindings'
  | 'security'
  | 'ignoreList'
  | 'findingIgnore'
  | 'findingUnignore'
  | 'vexImport'
  | 'advisoriesUpdate'
  | 'advisoriesImport'
  | 'advisoriesClear'
  | 'scanCacheClear'
  | 'imageTrust'
  | 'trustKeys'
  | 'trustKeyAdd'
  | 'trustKeyRemove'
  | 'otherScanners'
  | 'otherScan'
  | 'otherScanView'
>;

/** What this part of the twin needs of the whole. */
export interface Surroundings {
  images: () => ImageRow[];
  /** Notes a call that changes something. */
  call: (line: string) => void;
  announce: (...resources: Resource[]) => void;
  /** Begins a job and answers with its id. */
  begin: (
    more: Partial<JobView>,
    finish: () => Partial<JobView>,
    at?: (share: number) => Partial<JobView>,
  ) => string;
}

const headline = {
  sentence: 'Nobody has looked into this image yet.',
  fixable: 0,
  serious: 0,
  total: 0,
  fix: null,
};

/** The safety of images that nobody has looked into. */
export class MemorySecurity implements SecurityCommands {
  #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  imageScan: SecurityCommands['imageScan'] = async (id: string) => this.#scan(`imageScan ${id}`);
  scanAll: SecurityCommands['scanAll'] = async () => this.#scan('scanAll');
  imageFindings: SecurityCommands['imageFindings'] = async (id: string) => ({
    image: { id },
    known: 'no',
    problem: null,
    dataAge: null,
    missing: [],
    headline,
    findings: [],
    checks: [],
    unknowns: [],
  });
  security: SecurityCommands['security'] = async () => ({
    images: [],
    advisories: {
      source: settings.scan.advisorySource,
      lists: [],
      oldest: null,
      bytes: 0,
      job: null,
      cacheBytes: 0,
    },
    job: null,
    fixable: 0,
    imagesFixable: 0,
  });
  ignoreList: SecurityCommands['ignoreList'] = async () => [];
  findingIgnore: SecurityCommands['findingIgnore'] = async () => {};
  findingUnignore: SecurityCommands['findingUnignore'] = async () => {};
  vexImport: SecurityCommands['vexImport'] = async () => null;
  advisoriesUpdate: SecurityCommands['advisoriesUpdate'] = async () => this.#scan('advisoriesUpdate');
  advisoriesImport: SecurityCommands['advisoriesImport'] = async () => null;
  advisoriesClear: SecurityCommands['advisoriesClear'] = async () => {};
  scanCacheClear: SecurityCommands['scanCacheClear'] = async () => {};
  imageTrust: SecurityCommands['imageTrust'] = async (reference: string) => ({
    reference,
    publisher: 'unknown',
    publisherName: null,
    signed: 'unknown',
    attested: [],
    created: null,
    user: null,
    root: null,
    ports: [],
    volumes: [],
    headline: null,
    problem: null,
  });
  trustKeys: SecurityCommands['trustKeys'] = async () => [];
  trustKeyAdd: SecurityCommands['trustKeyAdd'] = async () => {};
  trustKeyRemove: SecurityCommands['trustKeyRemove'] = async () => {};
  otherScanners: SecurityCommands['otherScanners'] = async () => [];
  otherScan: SecurityCommands['otherScan'] = async (id: string, scanner: string) =>
    this.#scan(`otherScan ${id} ${scanner}`);
  otherScanView: SecurityCommands['otherScanView'] = async () => null;

  #scan(call: string) {
    this.#around.call(call);
    return this.#around.begin({}, () => ({ status: 'succeeded' }));
  }
}
