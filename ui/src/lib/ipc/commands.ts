/**
 * Every command of the app, once: name, arguments, answer. `src-tauri/src/commands/` holds the Rust side; a test there
 * compares the names. Long operations answer with a job id at once; watch the job for what happens.
 * A command that fails rejects with a `Problem`.
 */
import type {
  About,
  BuildCheck,
  BuildFolder,
  BuildRequest,
  Comparison,
  ContainerPage,
  ContainerRemoval,
  ContainerRow,
  DiskView,
  DocumentFormat,
  EngineFound,
  EngineState,
  FileContents,
  FilesRequest,
  FilesView,
  FreshnessView,
  HistoryEntry,
  IgnoreRequest,
  IgnoreView,
  ImagePage,
  ImageRemoval,
  ImageRow,
  InsideView,
  JobUpdate,
  JobView,
  KeptView,
  Language,
  LayerView,
  LogMessage,
  LogRequest,
  NetworkRow,
  OtherScanner,
  OtherScanView,
  PackageView,
  Recovered,
  RegistryView,
  RunCheck,
  RunForm,
  RunParsed,
  RunSpec,
  ScanView,
  SearchView,
  SecurityView,
  Settings,
  SignIn,
  TagDetail,
  TagsView,
  TrustKey,
  TrustView,
  TypedImage,
  UpdateChoice,
  UpdatePreview,
  UpdateRequest,
  VolumeRow,
} from './generated';

/** A stream of messages from Rust; `tauri.ts` makes it a Tauri channel. */
export type Listener<T> = (message: T) => void;

export interface Commands {
  // Engine
  engineState(): Promise<EngineState>;
  /** Looks again: every candidate, whether it answers and why not. */
  engineSearch(): Promise<EngineFound[]>;
  engineSelect(id: string): Promise<void>;
  /** Starts what is installed and not running (Podman as the user's own service). */
  engineStart(): Promise<void>;

  // Containers
  containerList(): Promise<ContainerRow[]>;
  containerPage(id: string): Promise<ContainerPage>;
  /** The engine's own JSON, pretty-printed. */
  containerRaw(id: string): Promise<string>;
  containerStart(id: string): Promise<void>;
  containerStop(id: string): Promise<void>;
  containerRestart(id: string): Promise<void>;
  containerKill(id: string): Promise<void>;
  containerPause(id: string): Promise<void>;
  containerUnpause(id: string): Promise<void>;
  containerRename(id: string, name: string): Promise<void>;
  containerRemoval(id: string): Promise<ContainerRemoval>;
  /** Stops it first when it runs. `volumes` are names from the removal's list that shall go too. */
  containerRemove(id: string, volumes: string[]): Promise<void>;
  /** Opens one of the container's own addresses in the browser; anything else is refused. */
  containerOpen(id: string, url: string): Promise<void>;

  // Logs
  /** Answers with the id of the reading. Acknowledge each batch, or the stream stops after a few. */
  logsOpen(request: LogRequest, listener: Listener<LogMessage>): Promise<number>;
  logsAcknowledge(reading: number, batch: number): Promise<void>;
  logsClose(reading: number): Promise<void>;
  /** Asks where to, then writes the whole log; answers with the path, or null when the user changed their mind. */
  logsSave(container: string): Promise<string | null>;

  // Images
  imageList(): Promise<ImageRow[]>;
  imagePage(id: string): Promise<ImagePage>;
  imageTyped(text: string): Promise<TypedImage>;
  imagePull(reference: string, platform: string | null): Promise<string>;
  imageTag(id: string, name: string): Promise<void>;
  imageUntag(name: string): Promise<void>;
  imageRemoval(id: string): Promise<ImageRemoval>;
  imageRemove(id: string): Promise<void>;
  /** Sends an image to its registry. */
  imagePush(reference: string): Promise<string>;

  // Inside
  /** What is known of an image's inside; asks nobody. `imageScan` looks. Sentences come in the language asked for. */
  imageInside(id: string, language: Language): Promise<InsideView>;
  imagePackages(id: string): Promise<PackageView[]>;
  imageLayers(id: string): Promise<LayerView[]>;
  /** Rows of one folder, or what is found below it. */
  imageFiles(request: FilesRequest): Promise<FilesView>;
  /** Opens one file of one layer, or of the image as seen from inside. `reveal` shows one that holds a secret. */
  imageFile(id: string, layer: number | null, path: string, reveal: boolean): Promise<FileContents>;
  /** Asks where to, then writes one file there; answers with the path, or null when the user changed their mind. */
  imageFileSave(id: string, layer: number | null, path: string): Promise<string | null>;
  imageCompare(before: string, after: string): Promise<Comparison>;
  /** Asks where to, then writes an SBOM or VEX document there. */
  documentSave(id: string, format: DocumentFormat): Promise<string | null>;

  // Security
  /** Looks into an image, again when it was looked into before. Answers with the job's id. */
  imageScan(id: string): Promise<string>;
  /** Looks into every image that was not looked into, and judges all of them anew. */
  scanAll(): Promise<string>;
  imageFindings(id: string, language: Language): Promise<ScanView>;
  /** Everything the Security place shows. Asks nobody. */
  security(language: Language): Promise<SecurityView>;
  ignoreList(): Promise<IgnoreView[]>;
  findingIgnore(request: IgnoreRequest): Promise<void>;
  findingUnignore(number: number): Promise<void>;
  /** Asks for an OpenVEX document and takes its statements; answers with how many, or null. */
  vexImport(): Promise<number | null>;
  /** Fetches the lists of known problems that the images here need. */
  advisoriesUpdate(): Promise<string>;
  /** Asks for a folder laid out like the public export and reads the lists from it; answers with the job's id, or null. */
  advisoriesImport(): Promise<string | null>;
  advisoriesClear(): Promise<void>;
  /** Forgets what was read of layers; it is read again when needed. */
  scanCacheClear(): Promise<void>;
  /** What to know before running something for the first time. Asks the registry. */
  imageTrust(reference: string): Promise<TrustView>;
  trustKeys(): Promise<TrustKey[]>;
  /** Trusts a public key (PEM) for names that begin with `scope`. */
  trustKeyAdd(scope: string, pem: string): Promise<void>;
  trustKeyRemove(number: number): Promise<void>;
  /** Other scanners on this computer. */
  otherScanners(): Promise<OtherScanner[]>;
  /** Lets another scanner look; answers with the job's id. */
  otherScan(id: string, scanner: string): Promise<string>;
  /** What it said last time, beside ours. */
  otherScanView(id: string, scanner: string): Promise<OtherScanView | null>;

  // Registries
  /** Every sign-in we know of and where it comes from; never a secret. */
  registryList(): Promise<RegistryView[]>;
  /** Asks the registry whether it is right, then keeps it. */
  registrySignIn(signIn: SignIn): Promise<RegistryView>;
  /** Forgets our own sign-in; one of Docker's or Podman's is theirs. */
  registrySignOut(host: string): Promise<void>;
  /** Asks the registry whether the sign-in in use still holds. */
  registryCheck(host: string): Promise<void>;
  discoverSearch(text: string): Promise<SearchView>;
  discoverTags(reference: string): Promise<TagsView>;
  /** Asks about some tags: size, age, platforms, digest. A dozen at a time. */
  discoverTagDetails(reference: string, tags: string[]): Promise<TagDetail[]>;
  /** Opens a link the app itself has offered (release notes, a registry's page); anything else is refused. */
  linkOpen(url: string): Promise<void>;

  // Updates
  /** What is known, with its age. Asks no registry. */
  freshness(): Promise<FreshnessView>;
  /** Asks the registries: about these names, or about everything when there are none. Results come as they arrive. */
  freshnessCheck(references: string[]): Promise<string>;
  updateChoose(container: string, choice: UpdateChoice): Promise<void>;
  /** What an update would do; downloads and changes nothing. `tag` is another tag to move to. */
  updatePreview(container: string, tag: string | null): Promise<UpdatePreview>;
  updateStart(request: UpdateRequest): Promise<string>;
  /** Updates these containers, or all that can be when there are none. */
  updateAll(containers: string[]): Promise<string>;
  /** Puts the container before back; `restore` also puts back the volumes of its backup. */
  updateUndo(container: string, restore: boolean): Promise<string>;
  updateKept(): Promise<KeptView>;
  /** Gives up a kept container (and its image when nothing else uses it); there is no undo after that. */
  updateKeptRemove(id: string): Promise<void>;
  /** What ran, newest first; of one container by name, or of all. */
  updateHistory(container: string | null): Promise<HistoryEntry[]>;
  /** What the start of the app found interrupted, and what became of it. */
  updateRecovered(): Promise<Recovered[]>;

  // Run
  runForm(image: string): Promise<RunForm>;
  runCheck(spec: RunSpec): Promise<RunCheck>;
  runParse(line: string): Promise<RunParsed>;
  runStart(spec: RunSpec): Promise<string>;

  // Build
  /** Asks for a folder with the system's dialog. */
  folderPick(): Promise<string | null>;
  folderCreate(path: string): Promise<void>;
  buildFolder(folder: string): Promise<BuildFolder>;
  buildCheck(request: BuildRequest): Promise<BuildCheck>;
  buildStart(request: BuildRequest): Promise<string>;

  // Storage
  volumeList(): Promise<VolumeRow[]>;
  networkList(): Promise<NetworkRow[]>;
  diskUsage(): Promise<DiskView>;

  // Jobs
  jobList(): Promise<JobView[]>;
  /** Sends the job at once and then at every change, about ten times a second, until it ends. */
  jobWatch(id: string, listener: Listener<JobUpdate>): Promise<void>;
  jobCancel(id: string): Promise<void>;
  jobDismiss(id: string): Promise<void>;

  // Settings
  settingsGet(): Promise<Settings>;
  settingsSet(settings: Settings): Promise<void>;
  about(): Promise<About>;
  /** Tells Rust that the window shows real data (`painted`), or what went wrong in it (`error`). */
  windowReport(kind: 'painted' | 'error', text: string): Promise<void>;
}
