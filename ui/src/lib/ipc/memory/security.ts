import type { Commands } from '../commands';
import type {
  Comparison,
  FindingView,
  Headline,
  IgnoreView,
  ImageRow,
  ImageSecurity,
  JobView,
  Language,
  Resource,
  ScanView,
} from '../generated';
import { ago } from './data';
import type { MemoryKnown } from './known';
import { checksOf } from './security/checks';
import { applies, ignored } from './security/ignored';
import { crowd, type Said, saidOf } from './security/images';
import { advisories, fetched } from './security/lists';
import { sentence } from './security/sentence';
import { beside, scanners, trustKeys, trustOf } from './security/trust';

type SecurityCommands = Pick<
  Commands,
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

/** How safe images are, as somebody finds them who has used the app for a while. */
export class MemorySecurity implements SecurityCommands {
  ignores: IgnoreView[] = structuredClone(ignored);
  keys = structuredClone(trustKeys);
  lists = advisories('fresh');
  scanners = scanners;
  /** How long a registry takes to answer about trust, in milliseconds. */
  patience = 400;
  #around: Surroundings;
  #known: MemoryKnown;
  #said = new Map<string, Said>();
  #beside = new Set<string>();
  #job: string | null = null;
  #numbers = 100;

  constructor(around: Surroundings, known: MemoryKnown) {
    this.#around = around;
    this.#known = known;
  }

  /** Nobody has fetched a list yet. */
  forget(): void {
    this.lists = advisories('none');
    this.ignores = [];
  }

  /** The lists are of seven weeks ago. */
  age(): void {
    this.lists = advisories('old');
  }

  /** One image has thousands of problems. */
  swell(id: string): void {
    this.#said.set(id, crowd());
  }

  scanAll: SecurityCommands['scanAll'] = async () => {
    this.#around.call('scanAll');
    const images = this.#around.images();
    const at = (share: number): Partial<JobView> => ({
      progress: {
        unit: 'items',
        current: Math.floor(images.length * share),
        total: images.length,
        alreadyPresent: 0,
        perSecond: null,
        secondsLeft: null,
        parts: [],
      },
    });
    const finish = (): Partial<JobView> => {
      for (const { id } of images) this.#known.learn(id);
      this.#job = null;
      this.#around.announce('security');
      return { status: 'succeeded' };
    };
    this.#job = this.#around.begin({ kind: 'scanAll', subject: '', steps: [] }, finish, at);
    this.#around.announce('security');
    return this.#job;
  };

  imageFindings: SecurityCommands['imageFindings'] = async (id, language) => {
    const row = this.#around.images().find((one) => one.id === id);
    return this.#view(row ?? { id, names: [] }, language);
  };

  security: SecurityCommands['security'] = async (language) => {
    const images = this.#around.images().map((row) => this.#line(row, language));
    images.sort((a, b) => b.exploited - a.exploited || b.serious - a.serious || b.fixable - a.fixable);
    return {
      images,
      advisories: this.lists,
      job: this.#job,
      fixable: images.reduce((sum, one) => sum + one.fixable, 0),
      imagesFixable: images.filter((one) => one.fixable).length,
    };
  };

  ignoreList: SecurityCommands['ignoreList'] = async () => structuredClone(this.ignores);
  findingIgnore: SecurityCommands['findingIgnore'] = async (request) => {
    this.#around.call(`findingIgnore ${JSON.stringify(request)}`);
    this.ignores.push({ ...request, number: ++this.#numbers, by: 'you', expired: false });
    this.#around.announce('security');
  };
  findingUnignore: SecurityCommands['findingUnignore'] = async (number) => {
    this.#around.call(`findingUnignore ${number}`);
    this.ignores = this.ignores.filter((one) => one.number !== number);
    this.#around.announce('security');
  };
  vexImport: SecurityCommands['vexImport'] = async () => {
    this.#around.call('vexImport');
    return 3;
  };

  advisoriesUpdate: SecurityCommands['advisoriesUpdate'] = async () => this.#fetch('advisoriesUpdate');
  advisoriesImport: SecurityCommands['advisoriesImport'] = async () => this.#fetch('advisoriesImport');
  advisoriesClear: SecurityCommands['advisoriesClear'] = async () => {
    this.#around.call('advisoriesClear');
    this.lists = advisories('none');
    this.#around.announce('security');
  };
  scanCacheClear: SecurityCommands['scanCacheClear'] = async () => {
    this.#around.call('scanCacheClear');
    this.lists = { ...this.lists, cacheBytes: 0 };
    this.#around.announce('security');
  };

  imageTrust: SecurityCommands['imageTrust'] = async (reference) => {
    await new Promise((done) => setTimeout(done, this.patience));
    return trustOf(reference);
  };
  trustKeys: SecurityCommands['trustKeys'] = async () => structuredClone(this.keys);
  trustKeyAdd: SecurityCommands['trustKeyAdd'] = async (scope, pem) => {
    this.#around.call(`trustKeyAdd ${scope}`);
    if (!pem.includes('BEGIN PUBLIC KEY'))
      throw {
        code: 'trust.badKey',
        facts: { reason: 'no PEM block of a public key' },
        raw: 'no PEM block of a public key',
        actions: [],
      };
    this.keys.push({ number: ++this.#numbers, scope, fingerprint: `sha256:${'ab12'.repeat(16)}` });
    this.#around.announce('security');
  };
  trustKeyRemove: SecurityCommands['trustKeyRemove'] = async (number) => {
    this.#around.call(`trustKeyRemove ${number}`);
    this.keys = this.keys.filter((one) => one.number !== number);
    this.#around.announce('security');
  };

  /** What the second of two images mends of the first, and what it brings. */
  difference(before: string, after: string): Pick<Comparison, 'fixed' | 'new'> {
    const of = (id: string) => {
      const row = this.#around.images().find((one) => one.id === id);
      return row ? this.#findings(row) : [];
    };
    const [old, now] = [of(before), of(after)];
    const lacks = (list: readonly FindingView[]) => (one: FindingView) =>
      !list.some((other) => other.id === one.id && other.package.name === one.package.name);
    return { fixed: old.filter(lacks(now)), new: now.filter(lacks(old)) };
  }

  otherScanners: SecurityCommands['otherScanners'] = async () => this.scanners;
  otherScan: SecurityCommands['otherScan'] = async (id, scanner) => {
    this.#around.call(`otherScan ${id} ${scanner}`);
    return this.#around.begin({ kind: 'otherScan', subject: id.slice(7, 19), steps: [] }, () => {
      this.#beside.add(`${id} ${scanner}`);
      this.#around.announce('security');
      return { status: 'succeeded' };
    });
  };
  otherScanView: SecurityCommands['otherScanView'] = async (id, scanner) => {
    const known = this.scanners.find((one) => one.name === scanner);
    if (!known || !this.#beside.has(`${id} ${scanner}`)) return null;
    return beside(
      known,
      (await this.imageFindings(id, 'en')).findings.map((one) => one.id),
    );
  };

  #of(row: Pick<ImageRow, 'id' | 'names'>): Said {
    const known = this.#said.get(row.id) ?? saidOf(row.names[0] ?? '');
    this.#said.set(row.id, known);
    return known;
  }

  #findings(row: Pick<ImageRow, 'id' | 'names'>): FindingView[] {
    const { known } = this.#known.of(row.id);
    const judged = known === 'yes' || known === 'partly';
    if (!judged || this.lists.lists.every((one) => !one.present)) return [];
    return this.#of(row).findings.map((one) => {
      const rule = this.ignores.find((rule) => !rule.expired && applies(rule, one, row.names));
      return rule ? { ...one, state: 'ignored', ignored: rule } : one;
    });
  }

  #head(findings: readonly FindingView[], id: string, said: Said, language: Language): Headline {
    const fixable = findings.filter((one) => one.state === 'fixable');
    const serious = fixable.filter((one) => one.severity === 'critical' || one.severity === 'high').length;
    const total = findings.filter((one) => one.state === 'fixable' || one.state === 'unfixed').length;
    const figures = { fixable: fixable.length, serious, total };
    return {
      ...figures,
      sentence: sentence(figures, this.#known.of(id).known, language),
      fix: fixable.length ? said.fix : null,
    };
  }

  #view(row: Pick<ImageRow, 'id' | 'names'>, language: Language): ScanView {
    const said = this.#of(row);
    const { known, problem } = this.#known.of(row.id);
    const looked = known === 'yes' || known === 'partly';
    const findings = this.#findings(row);
    const oldest = this.lists.lists.find((one) => one.present)?.fetchedAt ?? null;
    return {
      image: { id: row.id, ...(row.names[0] && { reference: row.names[0] }) },
      known,
      problem,
      dataAge: looked ? oldest : null,
      missing: looked ? said.missing : [],
      headline: this.#head(findings, row.id, said, language),
      findings,
      checks: looked ? checksOf(said.checks, language) : [],
      unknowns: looked ? said.unknowns : [],
    };
  }

  #line(row: ImageRow, language: Language): ImageSecurity {
    const view = this.#view(row, language);
    const fixable = view.findings.filter((one) => one.state === 'fixable');
    const { sentence: _, ...figures } = view.headline;
    const judged = view.known === 'yes' || view.known === 'partly';
    return {
      image: view.image,
      known: view.known,
      ...figures,
      exploited: view.findings.filter((one) => one.knownExploited && one.state !== 'ignored').length,
      exploitedFixable: fixable.filter((one) => one.knownExploited).length,
      missing: judged ? view.missing : [],
      packages: row.names.includes('hello-world:latest') ? 0 : 120,
      warnings: view.checks.filter((one) => one.verdict === 'warn' || one.verdict === 'fail').length,
      worst: fixable[0]?.severity ?? null,
      running: row.usedBy.filter((one) => one.running).length,
      scannedAt: judged ? ago(this.#of(row).age * 3600) : null,
    };
  }

  #fetch(call: string) {
    this.#around.call(call);
    const steps = ['fetch', 'index'].map((id, at) => ({ id, state: at ? 'waiting' : 'running' }) as const);
    const job = this.#around.begin({ kind: 'advisoryUpdate', subject: '', steps }, () => {
      this.lists = fetched(this.lists);
      this.#around.announce('security');
      return { status: 'succeeded' };
    });
    this.lists = { ...this.lists, job };
    this.#around.announce('security');
    return job;
  }
}
